import type { Alarm, IncidentRequest } from '../../alerts/alarm.ts';
import type { AlarmId, AlarmLevel, Alert } from '../../alerts/alert.ts';

/** One firing-to-resolved span of a series. Made when the episode opens, and stored with it. */
export type EpisodeId = string & { readonly __brand: 'EpisodeId' };

/** What all alarms of one incident share; by default one episode. Letters, digits and `-`: it stands in the title. */
export type IncidentKey = string & { readonly __brand: 'IncidentKey' };

/** Something that COC was to be told and never was, because a later alarm of its series stands for it. */
export interface CollapsedAlarm {
  readonly alarmStatus: Alarm['alarmStatus'];
  readonly alarmLevel: AlarmLevel;
  /** When it happened, epoch ms. */
  readonly time: number;
}

/** All that an alarm stands for, oldest first. */
export interface Collapsed {
  readonly alarms: readonly CollapsedAlarm[];
  /** How many older ones there are besides. */
  readonly earlier?: number;
}

/** The intent to tell COC about an alarm. COC takes a second call with the same content without harm. */
export interface ReportAlarm {
  readonly kind: 'report-alarm';
  readonly alarm: Alarm;
  /** The alert that it was rendered from: its labels and texts go into COC's `additional`, and a redrive renders it anew. */
  readonly alert: Alert;
  readonly route: string;
  readonly episode: EpisodeId;
  /** What to open once COC has the alarm. */
  readonly incident?: IncidentRequest;
  /** It tells COC what it knows already, so that COC does not take it for over. */
  readonly reassertion?: true;
  /** How often the problem came back within its episode. */
  readonly flaps?: number;
  /** What it stands for besides. */
  readonly collapsed?: Collapsed;
}

/** The intent to open an incident. COC has no idempotency key: never asked for twice without looking first. */
export interface OpenIncident {
  readonly kind: 'open-incident';
  readonly key: IncidentKey;
  readonly request: IncidentRequest;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
}

/** What an incident is led on by, in this order. */
export type IncidentStep = 'accept' | 'solve' | 'confirm';

/** What COC is told of a problem that is over. */
export interface Solution {
  /** COC enum, such as `inc_type_p_monitoring_issues`. */
  readonly type: string;
  readonly serviceInterrupted: boolean;
  readonly cause: string;
  readonly solution: string;
  /** When it began and ended, epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The intent to lead an incident on. Never without looking at its state first: people work on it too. */
export interface HandleIncident {
  readonly kind: 'handle-incident';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly incidentNum: string;
  /** COC user id in whose name it is done. */
  readonly operator: string;
  readonly step: IncidentStep;
  /** Only to solve it. */
  readonly solution?: Solution;
  /** Only to confirm it. */
  readonly comment?: string;
}

/** The war room that COC is to open for an incident. */
export interface WarRoomRequest {
  readonly name: string;
  readonly description: string;
  readonly applicationId: string;
  readonly regionId?: string;
  readonly enterpriseProjectId: string;
  /** COC user ids. */
  readonly admin: string;
  readonly participants: readonly string[];
  /** Scenes and roles of COC's shift schedules. */
  readonly scheduleGroups: readonly { readonly scene: string; readonly role: string }[];
  /** COC enum: how the group is made. */
  readonly notificationType?: string;
}

/** The intent to open a war room. COC has no idempotency key: never asked for without looking first. */
export interface OpenWarRoom {
  readonly kind: 'open-war-room';
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly policy: string;
  readonly incidentNum: string;
  readonly room: WarRoomRequest;
}

/** What one outbox entry asks of COC. */
export type EntryBody = ReportAlarm | OpenIncident | HandleIncident | OpenWarRoom;

export type EntryKind = EntryBody['kind'];

/** An outbox entry that is due, as a destination sees it. */
export interface DueEntry {
  /** Sequence number of the event that queued it: unique, and the order of its lane. */
  readonly id: number;
  readonly body: EntryBody;
  /** Attempts that counted against it so far. */
  readonly attempts: number;
  /** True when an earlier attempt may have arrived: look before asking again. */
  readonly uncertain: boolean;
  /** What it asks for is not needed any more: it is looked for, and not asked for. Only of an uncertain entry. */
  readonly lookOnly?: true;
}

/** The incident that an entry is about; undefined for an alarm's. */
export function incidentKeyOf(body: EntryBody): IncidentKey | undefined {
  return body.kind === 'report-alarm' ? undefined : body.key;
}

/** The alarm that an entry is about. */
export function alarmIdOfBody(body: EntryBody): AlarmId {
  return body.kind === 'report-alarm' ? body.alarm.alarmId : body.alarmId;
}

/** The lane of an alarm's entries, or with a key that of an incident's: its entries go one at a time, in order. */
export function laneOf(about: { readonly alarmId: AlarmId; readonly key?: IncidentKey }): string {
  return about.key === undefined ? about.alarmId : incidentLane(about.key);
}

/** The lane of everything that is asked for an incident. */
export function incidentLane(key: IncidentKey): string {
  return `incident/${key}`;
}

/** The kind of the entry that an event is about: only an incident's has its key, and without a kind it opens it. */
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

/** What every event about this entry says of it. */
export function aboutEntry(entry: { readonly id: number; readonly body: EntryBody }) {
  const about = { entry: entry.id, alarmId: alarmIdOfBody(entry.body) };
  switch (entry.body.kind) {
    case 'report-alarm':
      return about;
    case 'open-incident':
      return { ...about, key: entry.body.key };
    case 'handle-incident':
    case 'open-war-room':
      return { ...about, key: entry.body.key, kind: entry.body.kind };
  }
}

/**
 * The destination whose health decides whether an entry is tried: an integration of COC, or what it lets us do with
 * incidents. Who may open them need not be allowed to lead them on.
 */
export function destinationOf(body: EntryBody): string {
  switch (body.kind) {
    case 'report-alarm':
      return `alarms/${body.alarm.integration}`;
    case 'open-incident':
      return 'incidents';
    case 'handle-incident':
      return 'incident-steps';
    case 'open-war-room':
      return 'war-rooms';
  }
}
