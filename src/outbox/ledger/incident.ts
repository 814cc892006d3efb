import type { IncidentRequest } from '../../alerts/alarm.ts';
import type { AlarmId } from '../../alerts/alert.ts';
import type { EpisodeId, IncidentKey, IncidentStep, Told } from '../events/entry.ts';
import type { CocIncidentState, FormerIncident, StormScope } from '../events/incident-event.ts';

interface IncidentFacts {
  readonly key: IncidentKey;
  /** Alarm that asked for it, with the episode of that alarm. */
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly requestedAt: number;
  /** Value that its alarms share. Without it, the incident belongs to one episode. */
  readonly correlation?: string;
  readonly storm?: StormScope;
  /** Level of a storm incident in COC. */
  readonly level?: string;
  /**
   * Begin of the problem by the source's clock, epoch ms: that of the alarm that began first. Absent when an older version
   * requested it.
   */
  readonly startedAt?: number;
  /** Incident after which this one is needed. */
  readonly follows?: FormerIncident;
  /** Episode of the alarm from which the texts of its request were rendered, where that is another one than its own. */
  readonly textsOf?: EpisodeId;
  /** Title with which COC opened it, where that is known. */
  readonly title?: string;
  /** Request to COC. Absent when a very old version made it. */
  readonly request?: IncidentRequest;
  /** Number of the entry by which COC is asked for it. Absent in records of older versions. */
  readonly entry?: number;
  /** Name of the resource of the alarm that asked for it, where it has one. */
  readonly resource?: string;
  /** Names of the resources of the first alarms that asked, once one with another resource has joined. */
  readonly resources?: readonly string[];
  /** Number of alarms that asked for it. Absent for one. */
  readonly alarms?: number;
  /** Names of the first alarms that asked. */
  readonly names?: readonly string[];
  /** Set once firing alarms of it belong to another one. */
  readonly left?: true;
  /** Time at which an alarm joined last, epoch ms. */
  readonly joinedAt?: number;
  /** What its people know from the agent, if COC has it. Absent where that is not known. */
  readonly told?: Told;
  /** Last error text of COC about it. */
  readonly detail?: string;
  /** Number of calls to open it that may have arrived. After two of them COC may have opened it twice. */
  readonly asks?: number;
}

/** Incident that COC is to be asked for; `undecided` while an attempt has an unknown outcome. */
export interface RequestedIncident extends IncidentFacts {
  readonly state: 'requested' | 'undecided';
  /** Time since which the outcome is unknown, epoch ms. Absent in records of older versions. */
  readonly undecidedSince?: number;
}

/** Incident that COC refused, or that was no longer needed before COC was asked. */
export interface UnopenedIncident extends IncidentFacts {
  readonly state: 'failed' | 'cancelled';
  /** Set when an operator discarded the dead letter of one that COC refused: it is not asked for again. */
  readonly isDiscarded?: true;
  /** Epoch ms. */
  readonly changedAt: number;
}

/** War room of an incident. */
export interface IncidentWarRoom {
  readonly state: 'requested' | 'opened' | 'failed';
  /** Number in COC, if COC gave one. */
  readonly warRoomNum?: string;
}

/** Incident that exists in COC. */
export interface IncidentInCoc extends IncidentFacts {
  readonly state: CocIncidentState;
  /** Number in COC. */
  readonly incidentNum: string;
  readonly openedAt: number;
  /** Time at which its state changed last, epoch ms. */
  readonly changedAt: number;
  /** Last time after that at which COC surely showed this state, as far as that matters, epoch ms. */
  readonly shownAt?: number;
  /** Where a person ended or solved it: alarms that joined until then were known to that person, epoch ms. */
  readonly boundUntil?: number;
  /** Author of the last change of its state. */
  readonly by?: 'agent' | 'person';
  /** Set while COC says that it does not have it. */
  readonly isGone?: true;
  /** Set once a person has worked on it. */
  readonly touched?: true;
  /** Time since which none of its alarms fires, epoch ms. Only where the policy ends incidents. */
  readonly quietSince?: number;
  /** Step of the agent that is in progress. */
  readonly step?: IncidentStep;
  /** Set once that step could not take back a solution in time, although alarms fire. */
  readonly hindered?: true;
  /** Set when COC refused a step for good. People must go on. */
  readonly stuck?: true;
  /** Set when it is open by an operator's decision, which can be corrected. */
  readonly decided?: true;
  /**
   * Operator's reason to take its number although COC does not show our reference there. It may be the incident of
   * another problem, so the agent takes no step with it.
   */
  readonly unproven?: string;
  /** Set when it was left to the person who works on it. */
  readonly leftAlone?: true;
  readonly warRoom?: IncidentWarRoom;
  /** Time at which its people were told something last, or could not be told, epoch ms. */
  readonly toldAt?: number;
  /** What they know, if the remark under way has arrived. */
  readonly mayKnow?: Told;
  /** Set while a remark on it waits. */
  readonly remarking?: true;
  /** Time at which it was forwarded last, or could not be, because no person had accepted it, epoch ms. */
  readonly forwardedAt?: number;
  /** `done`: it was forwarded. `refused`: COC refused that for good. Absent where it is tried again. */
  readonly forward?: 'done' | 'refused';
  /** Further numbers that COC opened for it, of which nobody has decided yet. */
  readonly doubles?: readonly string[];
  /** Numbers of it that an operator decided not to go on with. */
  readonly spares?: readonly string[];
}

/**
 * Known facts of one incident.
 *
 * States: requested -> opened | failed | cancelled; opened -> accepted -> resolved -> completed, or opened ->
 * rejected. The agent or a person makes these steps, and a person can also go back. While an attempt has an
 * unknown outcome the incident is `undecided`: it is looked for until it is found, or certainly absent. When
 * that takes too long, an operator is asked.
 */
export type Incident = RequestedIncident | UnopenedIncident | IncidentInCoc;

const IN_COC: ReadonlySet<Incident['state']> = new Set<CocIncidentState>([
  'opened',
  'accepted',
  'rejected',
  'resolved',
  'completed',
  'unknown',
]);

/** True when an incident exists in COC, whatever its state there. */
export function isInCoc(incident: Incident): incident is IncidentInCoc {
  return IN_COC.has(incident.state);
}

const OPEN: ReadonlySet<Incident['state']> = new Set<CocIncidentState>([
  'opened',
  'accepted',
  'resolved',
  'unknown',
]);

/** Incident that is open in COC. */
export type IncidentOpenInCoc = IncidentInCoc & {
  readonly state: 'opened' | 'accepted' | 'resolved' | 'unknown';
};

/** True when an incident is open in COC. */
export function isOpenInCoc(incident: Incident): incident is IncidentOpenInCoc {
  return OPEN.has(incident.state);
}

/** True when an incident exists in COC, and is over there. */
export function isEndedInCoc(incident: Incident): boolean {
  return isInCoc(incident) && !isOpenInCoc(incident);
}

/** True when an incident has ended in COC, or COC refused to open it. */
export function isEndedOrRefused(incident: Incident): boolean {
  return incident.state === 'failed' || isEndedInCoc(incident);
}

/** True when the agent may work on an incident of COC under this number: it still has it, and it is surely ours. */
export function isWorkedOn({ incidentNum, unproven }: IncidentInCoc, number: string): boolean {
  return incidentNum === number && unproven === undefined;
}

/** Returns the title of an incident: that in COC, or the one with which it is requested. */
export function titleOf({ title, request }: Incident): string | undefined {
  return title ?? request?.title;
}

/** True when people may still change an incident in COC. */
export function isFollowed(incident: Incident): incident is IncidentInCoc {
  return OPEN.has(incident.state) || incident.state === 'rejected';
}

/** Reason to ask an operator about an incident. A closed set, used as a metric label. */
export type AwaitedDecision = 'undecided' | 'doubled';

/**
 * Returns the decision that an operator is asked for: whether COC opened it, after `askAfterMs` without an
 * answer to that, or which of its numbers to go on with. Undefined when none is needed.
 *
 * @param now - epoch ms
 */
export function awaitedDecision(
  incident: Incident,
  { now, askAfterMs }: { readonly now: number; readonly askAfterMs: number },
): AwaitedDecision | undefined {
  if (isInCoc(incident)) return incident.doubles ? 'doubled' : undefined;
  if (incident.state !== 'undecided') return undefined;
  const { undecidedSince = incident.requestedAt } = incident;
  return now - undecidedSince >= askAfterMs ? 'undecided' : undefined;
}

/**
 * True when COC may have more numbers of an incident than the agent knows: it was asked for more than once, its
 * number is not proven, or it was given up although a call for it may still be carried out.
 */
export function isDoubtful(incident: Incident): boolean {
  const { state, asks = 0 } = incident;
  if (isInCoc(incident)) return asks > 1 || incident.unproven !== undefined;
  return (state === 'cancelled' || state === 'failed') && asks > 0;
}

/** Returns the time at which an incident was opened or given up, or requested before that, epoch ms. */
export function lastOpenedAt(incident: Incident): number {
  return isInCoc(incident) ? incident.openedAt : lastChangeAt(incident);
}

/** Returns the number of an incident in COC; undefined while it does not exist there. */
export function incidentNumOf(incident: Incident | undefined): string | undefined {
  return incident && isInCoc(incident) ? incident.incidentNum : undefined;
}

/** Returns the time at which the state of an incident changed last, epoch ms. */
export function lastChangeAt(incident: Incident): number {
  switch (incident.state) {
    case 'requested':
    case 'undecided':
      return incident.requestedAt;
    default:
      return incident.changedAt;
  }
}
