import type { AlarmId } from '../../alerts/alert.ts';
import type { EpisodeId, IncidentKey } from './entry.ts';

/** Which budget was spent when a storm incident was asked for: that of one policy, or that of all. */
export type StormScope = 'policy' | 'all';

/** Why an alarm has no incident of its own. A closed set: these are metric labels too. */
export type JoinReason = 'open' | 'returned' | 'storm';

/** An incident was asked for: an entry of this key follows. */
export interface IncidentRequested {
  readonly type: 'incident.requested';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  /** What its alarms share; without it, it is that of one episode. */
  readonly correlation?: string;
  /** It stands for alarms that a spent budget has left without an incident of their own. */
  readonly storm?: StormScope;
  /** Name of the alarm that asked. */
  readonly name?: string;
}

/** An alarm asked for an incident, and belongs to one that was asked for before. */
export interface IncidentJoined {
  readonly type: 'incident.joined';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly name: string;
  readonly reason: JoinReason;
}

/** This episode belongs to an incident that is not of this episode alone. */
export interface EpisodeLinked {
  readonly type: 'episode.linked';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly incident: IncidentKey;
}

/** An alarm asked for an incident that is not opened, and why. */
export interface IncidentSkipped {
  readonly type: 'incident.skipped';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly reason: 'resolved' | 'exists' | 'ended';
}

interface AboutIncident {
  readonly key: IncidentKey;
  /** The alarm that asked for it. */
  readonly alarmId: AlarmId;
}

/** COC opened the incident. */
export interface IncidentOpened extends AboutIncident {
  readonly type: 'incident.opened';
  readonly incidentNum: string;
}

/** The incident was not opened, and will not be. */
export interface IncidentFailed extends AboutIncident {
  readonly type: 'incident.failed';
  readonly detail: string;
}

/** The states of an incident while COC has it. */
export type CocIncidentState = 'opened' | 'accepted' | 'rejected' | 'resolved' | 'completed';

/** Its state in COC is another one: by a step of ours, or, as COC shows it, by a person. */
export interface IncidentMoved extends AboutIncident {
  readonly type: 'incident.moved';
  readonly state: CocIncidentState;
  readonly by: 'agent' | 'person';
}

/** No alarm of it fires any more. */
export interface IncidentQuiet extends AboutIncident {
  readonly type: 'incident.quiet';
}

/** An alarm of it fires again. */
export interface IncidentStirred extends AboutIncident {
  readonly type: 'incident.stirred';
}

/** Its alarms are over, and it is left to the person who works on it. */
export interface IncidentLeftAlone extends AboutIncident {
  readonly type: 'incident.left-alone';
}

/** An operator decided what nobody could find out: it was opened under a number, or is to be asked for again. */
export interface IncidentDecided extends AboutIncident {
  readonly type: 'incident.decided';
  /** The entry that waits. */
  readonly entry: number;
  /** Who did it, such as `local` or `token`. */
  readonly actor: string;
  /** COC's number of it; without it, it was not opened. */
  readonly incidentNum?: string;
}

/** Its war room is open in COC. */
export interface WarRoomOpened extends AboutIncident {
  readonly type: 'war-room.opened';
  /** COC's number of it; absent (in older records: empty) when COC gave none. */
  readonly warRoomNum?: string;
}

/** What happened to incidents. */
export type IncidentEvent =
  | IncidentRequested
  | IncidentJoined
  | EpisodeLinked
  | IncidentSkipped
  | IncidentOpened
  | IncidentFailed
  | IncidentMoved
  | IncidentQuiet
  | IncidentStirred
  | IncidentLeftAlone
  | IncidentDecided
  | WarRoomOpened;
