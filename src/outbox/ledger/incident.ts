import type { IncidentRequest } from '../../alerts/alarm.ts';
import type { AlarmId } from '../../alerts/alert.ts';
import type { EntryBody, EpisodeId, IncidentKey, IncidentStep } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import type { CocIncidentState, StormScope } from '../events/incident-event.ts';

/**
 * What we know of one incident. States: requested -> opened | failed | cancelled; opened -> accepted -> resolved ->
 * completed, or opened -> rejected, by us or by people, who can also lead it back. While an attempt has no known outcome
 * it is `undecided`: it is looked up, and waits for the operator when it can't be looked up. A cancelled one was not needed
 * any more before COC was asked.
 */
export interface Incident {
  readonly key: IncidentKey;
  /** The alarm that asked for it, and the episode of it. */
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly state: 'requested' | 'undecided' | 'failed' | 'cancelled' | CocIncidentState;
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
  /** Who changed its state last, once it is open. */
  readonly by?: 'agent' | 'person';
  /** A person has worked on it. */
  readonly touched?: true;
  /** Since when none of its alarms fires, epoch ms; only where that leads to something. */
  readonly quietSince?: number;
  /** The step of ours that is under way. */
  readonly step?: IncidentStep;
  /** COC refused a step for good: people must go on. */
  readonly stuck?: true;
  /** It was left to the person who works on it. */
  readonly leftAlone?: true;
  readonly warRoom?: { readonly state: 'requested' | 'opened' | 'failed'; readonly warRoomNum?: string };
}

/** The states of an incident that is open in COC. */
export const OPEN_STATES: ReadonlySet<Incident['state']> = new Set(['opened', 'accepted', 'resolved']);

/** The states of an incident that people may still change in COC. */
export const FOLLOWED_STATES: ReadonlySet<Incident['state']> = new Set([...OPEN_STATES, 'rejected']);

/** As many names of alarms are kept with an incident; COC's description has no room for more. */
const NAMES_KEPT = 20;

/** What one event makes of an incident; the same object when it does not concern it. */
export function foldIncident(
  before: Incident | undefined,
  event: OutboxEvent,
  at: number,
): Incident | undefined {
  if (event.type === 'incident.requested') {
    const { type: _, name, ...about } = event;
    // One that was refused and is put back still stands for the alarms that have joined it.
    const { alarms, names = [], joinedAt } = before ?? {};
    return {
      ...{ ...about, state: 'requested', requestedAt: at, names: name === undefined ? names : [name] },
      ...(alarms !== undefined && { alarms }),
      ...(joinedAt !== undefined && { joinedAt }),
    };
  }
  if (!before) return undefined;
  if ('kind' in event && event.kind === 'handle-incident') return foldStep(before, event);
  if ('kind' in event && event.kind === 'open-war-room') return foldWarRoom(before, event);
  switch (event.type) {
    case 'incident.joined':
      return joined(before, event.name, at);
    case 'entry.queued':
      return queued(before, event.body);
    case 'attempt.started':
      return { ...before, state: 'undecided' };
    case 'attempt.failed':
      return { ...before, state: event.uncertain ? 'undecided' : 'requested', detail: event.detail };
    case 'entry.cancelled':
      return { ...before, state: 'cancelled', changedAt: at };
    case 'incident.decided':
      return event.incidentNum === undefined
        ? { ...before, state: 'requested' }
        : opened(before, event.incidentNum, at);
    case 'incident.failed':
      return { ...before, state: 'failed', changedAt: at, detail: event.detail };
    default:
      return foldLife(before, event, at);
  }
}

/** What becomes of an incident that COC has. */
function foldLife(before: Incident, event: OutboxEvent, at: number): Incident {
  switch (event.type) {
    case 'incident.opened':
      return opened(before, event.incidentNum, at);
    case 'incident.moved': {
      const { state, by } = event;
      const touched = before.touched || by === 'person';
      return { ...before, state, by, changedAt: at, ...(touched && { touched }) };
    }
    case 'incident.quiet':
      return { ...before, quietSince: at };
    case 'incident.stirred': {
      const { quietSince: _, ...rest } = before;
      return rest;
    }
    case 'incident.left-alone':
      return { ...before, leftAlone: true };
    case 'war-room.opened':
      return {
        ...before,
        warRoom: { state: 'opened', ...(event.warRoomNum && { warRoomNum: event.warRoomNum }) },
      };
    default:
      return before;
  }
}

function opened(before: Incident, incidentNum: string, at: number): Incident {
  const { detail: _, ...rest } = before;
  return { ...rest, state: 'opened', openedAt: at, changedAt: at, incidentNum };
}

/** What becomes of a step of ours. */
function foldStep(before: Incident, event: OutboxEvent): Incident {
  const { step: _, ...idle } = before;
  switch (event.type) {
    case 'attempt.failed':
      return { ...before, detail: event.detail };
    case 'entry.delivered':
    case 'entry.cancelled':
      return idle;
    case 'entry.dead-lettered':
      return { ...idle, stuck: true, detail: event.detail };
    default:
      return before;
  }
}

/** What becomes of a war room that is asked for. */
function foldWarRoom(before: Incident, event: OutboxEvent): Incident {
  switch (event.type) {
    case 'attempt.failed':
      return { ...before, detail: event.detail };
    case 'entry.dead-lettered':
      return { ...before, warRoom: { state: 'failed' }, detail: event.detail };
    default:
      return before;
  }
}

function queued(before: Incident, body: EntryBody): Incident {
  switch (body.kind) {
    case 'report-alarm':
      return before;
    case 'open-incident':
      return { ...before, request: body.request };
    case 'handle-incident': {
      const { stuck: _, ...rest } = before;
      return { ...rest, step: body.step };
    }
    case 'open-war-room':
      return { ...before, warRoom: { state: 'requested' } };
  }
}

function joined(before: Incident, name: string, at: number): Incident {
  const { names = [], alarms = 1 } = before;
  const kept = names.length >= NAMES_KEPT || names.includes(name) ? names : [...names, name];
  return { ...before, alarms: alarms + 1, names: kept, joinedAt: at };
}
