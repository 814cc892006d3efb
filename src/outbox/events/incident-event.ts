import type { AlarmId } from '../../alerts/alert.ts';
import type { EpisodeId, IncidentForward, IncidentKey, Told } from './entry.ts';

/** Budget that was spent when a storm incident was requested: of one policy, or of all together. */
export type StormScope = 'policy' | 'all';

/** Reason why an alarm joined an existing incident. A closed set, used as a metric label. */
export type JoinReason = 'open' | 'returned' | 'storm';

/** Incident that its problem had before: it ended although that is not over or has come back, or is too low for it by now. */
export interface FormerIncident {
  /** Number in COC. */
  readonly incidentNum: string;
  readonly state: CocIncidentState;
  /**
   * `returned`: its problem came back. `still-fires`: a person ended it long ago, and the problem is not over. `outgrown`:
   * its problem needs an incident of a higher level. `gone`: COC does not have it any more.
   */
  readonly why: 'returned' | 'still-fires' | 'outgrown' | 'gone';
}

/** An incident was requested. An entry with this key follows. */
export interface IncidentRequested {
  readonly type: 'incident.requested';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  /** Value that its alarms share. Without it, the incident belongs to one episode. */
  readonly correlation?: string;
  /** Set when it stands for alarms that got no incident of their own, because a budget was spent. */
  readonly storm?: StormScope;
  /** Level of a storm incident in COC. Absent in records of older versions. */
  readonly level?: string;
  /** Name of the alarm that asked. */
  readonly name?: string;
  /** Name of the resource of that alarm, where it has one. */
  readonly resource?: string;
  /** Begin of the problem by the source's clock, epoch ms. Absent in records of older versions. */
  readonly startedAt?: number;
  /** Incident after which another one is needed. */
  readonly follows?: FormerIncident;
  /** Episode of the alarm from which the texts of the request were rendered, where that is another one. */
  readonly textsOf?: EpisodeId;
}

/** An alarm asked for an incident, and joined one that was requested before. */
export interface IncidentJoined {
  readonly type: 'incident.joined';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly name: string;
  /** Name of the resource of the alarm, where it has one. Absent in records of older versions. */
  readonly resource?: string;
  /** Begin of its problem by the source's clock, epoch ms. Absent in records of older versions. */
  readonly startedAt?: number;
  readonly reason: JoinReason;
  /** Set when it belonged to this incident before, was over, and is back. */
  readonly isBack?: true;
}

/** The episode belongs to an incident that it shares with others. */
export interface EpisodeLinked {
  readonly type: 'episode.linked';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly incident: IncidentKey;
  /** Name of the resource of the alarm, where it has one. */
  readonly resource?: string;
}

/** An alarm asked for an incident that is not opened, with the reason. */
export interface IncidentSkipped {
  readonly type: 'incident.skipped';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly reason: 'resolved' | 'exists' | 'ended';
}

/** The incident of a firing alarm has ended, and the configuration wants no other one for it. */
export interface IncidentUnwanted {
  readonly type: 'incident.unwanted';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  /** Policy of the incident that has ended. */
  readonly policy: string;
  /** Fingerprint of the configuration. */
  readonly configuration: string;
}

interface AboutIncident {
  readonly key: IncidentKey;
  /** Alarm that asked for it. */
  readonly alarmId: AlarmId;
}

/** COC opened the incident. */
export interface IncidentOpened extends AboutIncident {
  readonly type: 'incident.opened';
  /** Number in COC, never empty. An answer of COC without a number leaves the incident undecided. */
  readonly incidentNum: string;
  /** Title with which COC opened it. Absent in records of older versions, and where it was found again. */
  readonly title?: string;
  /** Set when it went to the fallback assignee of its policy. */
  readonly hasFallback?: true;
  /** What its texts tell. Absent where {@link title} is. */
  readonly told?: Told;
}

/** The incident was not opened, and will not be. */
export interface IncidentFailed extends AboutIncident {
  readonly type: 'incident.failed';
  readonly detail: string;
}

/** States of an incident in COC. `unknown` is any state that COC's reference does not name, such as a pause. */
export type CocIncidentState = 'opened' | 'accepted' | 'rejected' | 'resolved' | 'completed' | 'unknown';

/** The state of the incident in COC changed, by a step of the agent or by a person. */
export interface IncidentMoved extends AboutIncident {
  readonly type: 'incident.moved';
  readonly state: CocIncidentState;
  readonly by: 'agent' | 'person';
  /** COC's own name of an unknown state. */
  readonly shown?: string;
  /** Set where COC does not have it any more. */
  readonly isGone?: true;
}

/** COC showed the incident in the state that the agent knew, after an alarm had joined. */
export interface IncidentShown extends AboutIncident {
  readonly type: 'incident.shown';
  /** Greatest age of what was shown, ms before this event. */
  readonly ageMs: number;
}

/** No alarm of the incident fires any more. */
export interface IncidentQuiet extends AboutIncident {
  readonly type: 'incident.quiet';
}

/** An alarm of the incident fires again. */
export interface IncidentStirred extends AboutIncident {
  readonly type: 'incident.stirred';
}

/** The agent could not take back a solution of the incident for long, although alarms fire. */
export interface IncidentHindered extends AboutIncident {
  readonly type: 'incident.hindered';
}

/** Firing alarms of the incident belong to another one from now on. */
export interface IncidentLeft extends AboutIncident {
  readonly type: 'incident.left';
  /** Number of alarms that leave. */
  readonly alarms: number;
}

/** The alarms of the incident are over, and it is left to the person who works on it. */
export interface IncidentLeftAlone extends AboutIncident {
  readonly type: 'incident.left-alone';
}

/** An operator decided whether COC opened an incident: it has this number, or it is requested again. */
export interface IncidentDecided extends AboutIncident {
  readonly type: 'incident.decided';
  /** Entry that waits. */
  readonly entry: number;
  /** Operator, such as `local` or `token`. */
  readonly actor: string;
  /** Number in COC. Without it, the incident was not opened. */
  readonly incidentNum?: string;
  /** Operator's reason to take a number although COC does not show our reference there. */
  readonly force?: string;
}

/** An operator corrected such a decision: the incident has another number, or it is requested again. */
export interface IncidentCorrected extends AboutIncident {
  readonly type: 'incident.corrected';
  /** Operator, such as `local` or `token`. */
  readonly actor: string;
  /** Number that it had so far. */
  readonly was: string;
  /** Number in COC. Without it, the incident was not opened; an entry with its key follows. */
  readonly incidentNum?: string;
  /** Operator's reason to take a number although COC does not show our reference there. */
  readonly force?: string;
}

/** COC shows further numbers of the incident: it carried out more than one of the calls to open it. */
export interface IncidentDoubled extends AboutIncident {
  readonly type: 'incident.doubled';
  /** The numbers that were not known before. */
  readonly incidentNums: readonly string[];
}

/** An operator decided with which number of a doubled incident the agent goes on. */
export interface IncidentKept extends AboutIncident {
  readonly type: 'incident.kept';
  /** Operator, such as `local` or `token`. */
  readonly actor: string;
  readonly incidentNum: string;
  /** Numbers of the others, for a person to close. */
  readonly spares: readonly string[];
}

/** COC opened the war room of the incident. */
export interface WarRoomOpened extends AboutIncident {
  readonly type: 'war-room.opened';
  /** Number in COC; absent (in older records: empty) when COC gave none. */
  readonly warRoomNum?: string;
}

/** The people of the incident were told something. */
export interface PeopleTold extends AboutIncident {
  readonly type: 'people.told';
  readonly note: string;
  readonly told: Told;
  /** Set when the incident was forwarded with it. */
  readonly forward?: IncidentForward;
}

/** The people of the incident could not be told something. It is not tried again as it was. */
export interface PeopleNotTold extends AboutIncident {
  readonly type: 'people.not-told';
  readonly why: string;
  /** What counts as told. Absent for a forward, which is tried again later. */
  readonly told?: Told;
}

/** Event about an incident. */
export type IncidentEvent =
  | IncidentRequested
  | IncidentJoined
  | EpisodeLinked
  | IncidentSkipped
  | IncidentUnwanted
  | IncidentOpened
  | IncidentFailed
  | IncidentMoved
  | IncidentShown
  | IncidentQuiet
  | IncidentStirred
  | IncidentHindered
  | IncidentLeft
  | IncidentLeftAlone
  | IncidentDecided
  | IncidentCorrected
  | IncidentDoubled
  | IncidentKept
  | WarRoomOpened
  | PeopleTold
  | PeopleNotTold;
