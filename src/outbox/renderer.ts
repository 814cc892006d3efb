import type { IncidentRequest, Routed } from '../alerts/alarm.ts';
import type { Alert } from '../alerts/alert.ts';
import type { OpenIncident } from './events/entry.ts';

/** Texts and destinations that a configuration gives to stored alerts. All functions are pure. */
export interface Renderer {
  /** Routes an alert. `now` is epoch ms. */
  readonly route: (alert: Alert, now: number) => Routed;
  /**
   * Makes the request of an incident by the policy that it belongs to, whether that still matches the alert or not;
   * undefined where the policy is gone.
   */
  readonly requestOf: (body: OpenIncident) => IncidentRequest | undefined;
}
