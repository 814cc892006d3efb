import type { IncidentRequest } from '../alerts/alarm.ts';
import type { Alert } from '../alerts/alert.ts';
import { cocWords } from './coc-words.ts';
import type { RoutingSettings } from './config.ts';
import { incidentRequest } from './incident-request.ts';
import { namedPolicies } from './policy-names.ts';
import type { Router } from './route.ts';
import { contextOnDemand } from './template-context.ts';

/** Request that waits, with the alert that it was rendered from. */
export interface WaitingRequest {
  readonly request: IncidentRequest;
  /** Absent in records of older versions. */
  readonly alert?: Alert;
}

/**
 * Makes the renderer of requests for incidents that wait. A request keeps its policy, whether that still matches the alert
 * or not, also under another name. Without the alert, or where a route drops it by now, the texts stay, and all that a
 * policy says itself is that of now. Undefined where the policy is gone. Pure.
 */
export function requestRenderer(
  { incidents, language = 'en' }: Pick<RoutingSettings, 'incidents' | 'language'>,
  router: Router,
): (waiting: WaitingRequest) => IncidentRequest | undefined {
  const words = cocWords(language);
  const policies = namedPolicies(incidents).map(({ policy: settings, names }, index) => {
    return { name: names[0], path: `incidents[${index}]`, settings, words, names };
  });
  return ({ request, alert }) => {
    const policy = policies.find(({ names }) => names.includes(request.policy));
    if (!policy) return undefined;
    const routed = alert && router(alert, alert.startsAt ?? 0);
    if (alert && routed?.kind === 'alarm') {
      const rendering = { context: contextOnDemand(alert), errors: [] };
      return incidentRequest({ alarm: routed.alarm, alert }, policy, rendering);
    }
    const { level, type, creator, assignee, enterpriseProjectId } = policy.settings;
    const { enterpriseProjectId: _, ...texts } = request;
    const project = enterpriseProjectId === undefined ? {} : { enterpriseProjectId };
    return { ...texts, ...project, level, type, creator, assignee };
  };
}
