import type { IncidentRequest } from '../../alerts/alarm.ts';
import type { AlarmId } from '../../alerts/alert.ts';
import type { EpisodeId, IncidentKey, IncidentStep } from '../events/entry.ts';
import type { CocIncidentState, StormScope } from '../events/incident-event.ts';

interface IncidentFacts {
  readonly key: IncidentKey;
  /** The alarm that asked for it, and the episode of that alarm. */
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly requestedAt: number;
  /** What its alarms share; without it, the incident is that of one episode. */
  readonly correlation?: string;
  readonly storm?: StormScope;
  /** What COC was, or is to be, asked for. Absent of one that a very old version asked for. */
  readonly request?: IncidentRequest;
  /** How many alarms asked for it, those counted that came back. One when it is absent. */
  readonly alarms?: number;
  /** The names of the first alarms that asked. */
  readonly names?: readonly string[];
  /** When an alarm joined last, epoch ms. */
  readonly joinedAt?: number;
  /** COC's last words about it. */
  readonly detail?: string;
}

/** An incident that COC is to be asked for; `undecided` while an attempt has no known outcome. */
export interface RequestedIncident extends IncidentFacts {
  readonly state: 'requested' | 'undecided';
}

/** An incident that COC refused, or that was not needed any more before COC was asked. */
export interface UnopenedIncident extends IncidentFacts {
  readonly state: 'failed' | 'cancelled';
  /** Epoch ms. */
  readonly changedAt: number;
}

/** The war room of an incident. */
export interface IncidentWarRoom {
  readonly state: 'requested' | 'opened' | 'failed';
  /** COC's number of it, where COC gave one. */
  readonly warRoomNum?: string;
}

/** An incident that COC has. */
export interface IncidentInCoc extends IncidentFacts {
  readonly state: CocIncidentState;
  /** COC's number of it. */
  readonly incidentNum: string;
  readonly openedAt: number;
  /** When its state changed last, epoch ms. */
  readonly changedAt: number;
  /** Who changed its state last. */
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
  readonly warRoom?: IncidentWarRoom;
}

/**
 * What is known of one incident. States: requested -> opened | failed | cancelled; opened -> accepted -> resolved ->
 * completed, or opened -> rejected, by us or by people, who can also lead it back. While an attempt has no known outcome
 * it is `undecided`: it is looked up, and waits for the operator when it can't be looked up.
 */
export type Incident = RequestedIncident | UnopenedIncident | IncidentInCoc;

const IN_COC: ReadonlySet<Incident['state']> = new Set<CocIncidentState>([
  'opened',
  'accepted',
  'rejected',
  'resolved',
  'completed',
]);

/** Whether COC has an incident, whatever its state there. */
export function isInCoc(incident: Incident): incident is IncidentInCoc {
  return IN_COC.has(incident.state);
}

const OPEN: ReadonlySet<Incident['state']> = new Set<CocIncidentState>(['opened', 'accepted', 'resolved']);

/** Whether an incident is open in COC. */
export function isOpenInCoc(incident: Incident): incident is IncidentInCoc {
  return OPEN.has(incident.state);
}

/** Whether people may still change an incident in COC. */
export function isFollowed(incident: Incident): incident is IncidentInCoc {
  return OPEN.has(incident.state) || incident.state === 'rejected';
}

/** COC's number of an incident; undefined while COC does not have it. */
export function incidentNumOf(incident: Incident | undefined): string | undefined {
  return incident && isInCoc(incident) ? incident.incidentNum : undefined;
}

/** When the state of an incident changed last, epoch ms. */
export function lastChangeAt(incident: Incident): number {
  return 'changedAt' in incident ? incident.changedAt : incident.requestedAt;
}
