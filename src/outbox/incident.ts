import type { IncidentRequest } from '../alerts/alarm.ts';
import type { AlarmId } from '../alerts/alert.ts';
import type { EpisodeId, IncidentKey } from './entry.ts';
import type { OutboxEvent } from './event.ts';
import type { StormScope } from './incident-event.ts';

/**
 * What we know of one incident. States: requested -> opened | failed | cancelled. While an attempt has no known outcome it
 * is `undecided`: it is looked up, and waits for the operator when it can't be looked up. A cancelled one was not
 * needed any more before COC was asked.
 */
export interface Incident {
  readonly key: IncidentKey;
  /** The alarm that asked for it, and the episode of it. */
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly state: 'requested' | 'undecided' | 'opened' | 'failed' | 'cancelled';
  readonly requestedAt: number;
  /** When its state changed last, epoch ms. */
  readonly changedAt?: number;
  readonly openedAt?: number;
  /** COC's number of it. */
  readonly incidentNum?: string;
  readonly detail?: string;
  /** What its alarms share; without it, it is that of one episode. */
  readonly correlation?: string;
  readonly storm?: StormScope;
  /** What COC was, or is to be, asked for. */
  readonly request?: IncidentRequest;
  /** How many alarms asked for it, those counted that came back. One when it is absent. */
  readonly alarms?: number;
  /** The names of the first alarms that asked. */
  readonly names?: readonly string[];
  /** When an alarm joined last, epoch ms. */
  readonly joinedAt?: number;
}

/** As many names of alarms are kept with an incident; COC's description has no room for more. */
const NAMES_KEPT = 20;

/** What one event makes of an incident; the same object when it does not concern it. */
export function foldIncident(
  before: Incident | undefined,
  event: OutboxEvent,
  at: number,
): Incident | undefined {
  switch (event.type) {
    case 'incident.requested': {
      const { type: _, name, ...about } = event;
      return { ...about, state: 'requested', requestedAt: at, names: name === undefined ? [] : [name] };
    }
    case 'incident.joined':
      return before && joined(before, event.name, at);
    case 'entry.queued':
      return before && event.body.kind === 'open-incident'
        ? { ...before, request: event.body.request }
        : before;
    case 'attempt.started':
      return before && { ...before, state: 'undecided' };
    case 'attempt.failed': {
      const state = event.uncertain ? 'undecided' : 'requested';
      return before && { ...before, state, detail: event.detail };
    }
    case 'entry.cancelled':
      return before && { ...before, state: 'cancelled', changedAt: at };
    case 'incident.opened': {
      const { incidentNum } = event;
      return before && { ...before, state: 'opened', openedAt: at, changedAt: at, incidentNum };
    }
    case 'incident.failed':
      return before && { ...before, state: 'failed', changedAt: at, detail: event.detail };
    default:
      return before;
  }
}

function joined(before: Incident, name: string, at: number): Incident {
  const { names = [], alarms = 1 } = before;
  const kept = names.length >= NAMES_KEPT || names.includes(name) ? names : [...names, name];
  return { ...before, alarms: alarms + 1, names: kept, joinedAt: at };
}
