import type { AlarmId } from '../alerts/alert.ts';
import type { EpisodeId, IncidentKey } from './entry.ts';
import type { OutboxEvent } from './event.ts';

/**
 * What we know of one incident. States: requested -> opened | failed. While an attempt has no known outcome it is
 * `undecided`: it is looked up, and waits for the operator when it can't be looked up.
 */
export interface Incident {
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly state: 'requested' | 'undecided' | 'opened' | 'failed';
  readonly requestedAt: number;
  readonly openedAt?: number;
  /** COC's number of it. */
  readonly incidentNum?: string;
  readonly detail?: string;
}

/** What one event makes of an incident; the same object when it does not concern it. */
export function foldIncident(
  before: Incident | undefined,
  event: OutboxEvent,
  at: number,
): Incident | undefined {
  switch (event.type) {
    case 'incident.requested': {
      const { key, alarmId, episode, policy } = event;
      return { key, alarmId, episode, policy, state: 'requested', requestedAt: at };
    }
    case 'attempt.started':
      return before && { ...before, state: 'undecided' };
    case 'attempt.failed':
      return (
        before && {
          ...before,
          state: event.uncertain ? 'undecided' : 'requested',
          detail: event.detail,
        }
      );
    case 'incident.opened':
      return before && { ...before, state: 'opened', openedAt: at, incidentNum: event.incidentNum };
    case 'incident.failed':
      return before && { ...before, state: 'failed', detail: event.detail };
    default:
      return before;
  }
}
