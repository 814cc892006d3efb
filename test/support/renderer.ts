import type { Alarm, IncidentRequest, Routed } from '../../src/alerts/alarm.ts';
import type { OutboxPolicy } from '../../src/outbox/policy.ts';
import type { Renderer } from '../../src/outbox/renderer.ts';
import { anAlarm, INCIDENT } from './alerts.ts';
import { aPolicy } from './policy.ts';

/** What a configuration changes in the alarms of the tests. */
interface Rendering {
  readonly alarm?: Partial<Alarm>;
  readonly incident?: IncidentRequest;
  /** Changes of requests; `gone` where their policy is. */
  readonly request?: Partial<IncidentRequest> | 'gone';
  /** Drops every alert. */
  readonly drops?: true;
}

/** Renderer of a configuration. */
export function rendererOf({ alarm, incident, request = {}, drops }: Rendering): Renderer {
  return {
    route(alert, now): Routed {
      if (drops) return { kind: 'filtered', reason: 'route' };
      const made = { ...anAlarm(alert), time: now, ...alarm };
      return { kind: 'alarm', alarm: made, route: 'new', ...(incident && { incident }) };
    },
    requestOf: (body) => (request === 'gone' ? undefined : { ...INCIDENT, ...body.request, ...request }),
  };
}

/** Policy of the configuration `c2`, which renders alarms otherwise than `c1`. */
export function changedPolicy(rendering: Rendering, changes: Partial<OutboxPolicy> = {}): OutboxPolicy {
  return aPolicy({ configuration: 'c2', renderer: rendererOf(rendering), ...changes });
}
