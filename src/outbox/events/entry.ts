import type { Alarm, IncidentRequest } from '../../alerts/alarm.ts';
import type { AlarmId, AlarmLevel, Alert } from '../../alerts/alert.ts';

/**
 * Id of one episode, the span of a series from firing to resolved. Made when the episode opens, and stored
 * with it.
 */
export type EpisodeId = string & { readonly __brand: 'EpisodeId' };

/**
 * Key that all alarms of one incident share, by default those of one episode. Letters, digits and `-`,
 * because it is part of the title.
 */
export type IncidentKey = string & { readonly __brand: 'IncidentKey' };

/** Alarm that was never sent, because a later alarm of its series replaces it. */
export interface CollapsedAlarm {
  readonly alarmStatus: Alarm['alarmStatus'];
  readonly alarmLevel: AlarmLevel;
  /** Time of the event, epoch ms. */
  readonly time: number;
}

/** Alarms that one alarm replaces, oldest first. */
export interface Collapsed {
  readonly alarms: readonly CollapsedAlarm[];
  /** Number of older ones that are not listed. */
  readonly earlier?: number;
}

/** Change of the configuration after which the agent itself does something about what waits, or was refused. */
export interface Occasion {
  readonly kind: 'reload' | 'start';
  /** Epoch ms. */
  readonly at: number;
}

/** Facts about the rendering of an entry. Absent in records of older versions. */
interface Rendered {
  /** Fingerprint of the configuration that rendered it. */
  readonly configuration?: string;
  /** Set when the agent itself sends again what COC refused before that. */
  readonly again?: Occasion;
}

/** Intent to report an alarm. A second call with the same content does no harm in COC. */
export interface ReportAlarm extends Rendered {
  readonly kind: 'report-alarm';
  readonly alarm: Alarm;
  /**
   * Alert from which it was rendered. COC's `additional` holds its labels and texts, and a redrive renders it
   * again.
   */
  readonly alert: Alert;
  readonly route: string;
  readonly episode: EpisodeId;
  /** Set when its level is that of the episode, and not the one of its alert. */
  readonly keepsLevel?: true;
  /** Incident to open once COC has the alarm. */
  readonly incident?: IncidentRequest;
  /** Set when it repeats what COC knows, so that COC does not close the alarm. */
  readonly reassertion?: true;
  /** Number of times the problem came back within its episode. */
  readonly flaps?: number;
  /** Earlier alarms that it replaces. */
  readonly collapsed?: Collapsed;
}

/** Intent to open an incident. COC has no idempotency key: a second call is made only when it is certainly absent. */
export interface OpenIncident extends Rendered {
  readonly kind: 'open-incident';
  readonly key: IncidentKey;
  readonly request: IncidentRequest;
  /** Alert from which the request was rendered. Absent in records of older versions. */
  readonly alert?: Alert;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  /** What its texts tell. Set when it is taken, together with them. */
  readonly told?: Told;
}

/** What the people of an incident know of its alarms from the agent. */
export interface Told {
  /** False when it was said that all of them are over. */
  readonly fires: boolean;
  /** Number of alarms that it ever stood for. */
  readonly alarms: number;
  /** Highest level of those that fired. */
  readonly level?: AlarmLevel;
}

/**
 * Step of an incident: the first three in this order. `return` takes back a solution that the agent submitted, when
 * the problem is there again.
 */
export type IncidentStep = 'accept' | 'solve' | 'confirm' | 'return';

/** Solution of a problem, as sent to COC. */
export interface Solution {
  /** COC enum, such as `inc_type_p_monitoring_issues`. */
  readonly type: string;
  readonly serviceInterrupted: boolean;
  readonly cause: string;
  readonly solution: string;
  /** Begin and end of the problem, epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Intent to take a step with an incident. Its state is always read first, because people work on it too. */
export interface HandleIncident extends Rendered {
  readonly kind: 'handle-incident';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly incidentNum: string;
  /** Id of the COC user in whose name the step is taken. */
  readonly operator: string;
  readonly step: IncidentStep;
  /** Only for the step `solve`. */
  readonly solution?: Solution;
  /** Only for the steps `confirm` and `return`. */
  readonly comment?: string;
}

/** War room that COC opens for an incident. */
export interface WarRoomRequest {
  readonly name: string;
  readonly description: string;
  readonly applicationId: string;
  readonly regionId?: string;
  readonly enterpriseProjectId: string;
  /** Ids of COC users. */
  readonly admin: string;
  readonly participants: readonly string[];
  /** Scenes and roles of COC's shift schedules. */
  readonly scheduleGroups: readonly { readonly scene: string; readonly role: string }[];
  /** COC enum: the way in which the group is made. */
  readonly notificationType?: string;
}

/** Intent to open a war room. COC has no idempotency key: a second call is made only when it is certainly absent. */
export interface OpenWarRoom extends Rendered {
  readonly kind: 'open-war-room';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly incidentNum: string;
  readonly room: WarRoomRequest;
}

/**
 * Intent to tell the people who work on an incident what has changed since they were told last. What that is, is written
 * when it is sent. It is told at most once.
 */
export interface RemarkIncident extends Rendered {
  readonly kind: 'remark-incident';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly incidentNum: string;
  /** Set when it is taken. */
  readonly remark?: WrittenRemark;
}

/** What people are told at one moment. */
export interface WrittenRemark {
  /** Text for people. */
  readonly note: string;
  /** What people know by it. */
  readonly told: Told;
  /** Set where the incident goes to somebody else, because no person has accepted it. */
  readonly forward?: IncidentForward;
}

/** Forward of an incident. */
export interface IncidentForward {
  /** Id of a COC user. */
  readonly to: string;
  /** State of the incident in COC. The agent accepts an incident that it solves. */
  readonly from: 'opened' | 'accepted';
}

/** Request to COC of one outbox entry. */
export type EntryBody = ReportAlarm | OpenIncident | HandleIncident | OpenWarRoom | RemarkIncident;

export type EntryKind = EntryBody['kind'];

/** Due entry, as a destination sees it. */
export interface DueEntry {
  /** Sequence number of the event that queued it: unique, and the order of its lane. */
  readonly id: number;
  readonly body: EntryBody;
  /** Attempts that counted against it so far. */
  readonly attempts: number;
  /**
   * True when an earlier attempt may have arrived. An attempt to open something then only looks for it, and
   * makes nothing.
   */
  readonly uncertain: boolean;
  /** Begin of the look, monotonic ms. Set when this attempt is one. */
  readonly lookSince?: number;
}

/** True for an attempt that only looks for what an earlier one may have opened. It changes nothing in COC. */
export function isLook({ body, uncertain }: Pick<DueEntry, 'body' | 'uncertain'>): boolean {
  return uncertain && (body.kind === 'open-incident' || body.kind === 'open-war-room');
}

/** Returns the incident of an entry; undefined for the entry of an alarm. */
export function incidentKeyOf(body: EntryBody): IncidentKey | undefined {
  return body.kind === 'report-alarm' ? undefined : body.key;
}

/** Returns the alarm of an entry. */
export function alarmIdOfBody(body: EntryBody): AlarmId {
  return body.kind === 'report-alarm' ? body.alarm.alarmId : body.alarmId;
}

/**
 * Returns the kind of the entry that an event is about. Only an incident's entry has a key. Without a kind it
 * opens the incident.
 */
export function entryKindOf({
  key,
  kind,
}: {
  readonly key?: IncidentKey;
  readonly kind?: EntryKind;
}): EntryKind {
  if (kind !== undefined) return kind;
  return key === undefined ? 'report-alarm' : 'open-incident';
}

/** Fields that every event about this entry has. */
export function aboutEntry(entry: { readonly id: number; readonly body: EntryBody }) {
  const about = { entry: entry.id, alarmId: alarmIdOfBody(entry.body) };
  switch (entry.body.kind) {
    case 'report-alarm':
      return about;
    case 'open-incident':
      return { ...about, key: entry.body.key };
    case 'handle-incident':
    case 'open-war-room':
    case 'remark-incident':
      return { ...about, key: entry.body.key, kind: entry.body.kind };
  }
}

/** Returns what people know once COC has carried out an entry that was taken; undefined for one that tells them nothing. */
export function toldBy(body: EntryBody): Told | undefined {
  switch (body.kind) {
    case 'open-incident':
      return body.told;
    case 'remark-incident':
      return body.remark?.told;
    default:
      return undefined;
  }
}
