import { z } from 'zod';
import type { FilterReason } from '../../alerts/alarm.ts';
import type { AlarmId, AlarmLevel, SourceType } from '../../alerts/alert.ts';
import type { EntryBody, EpisodeId, IncidentKey, Occasion, Told } from './entry.ts';
import type { Heard } from './heard.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { FailureReason, FaultScope } from './outcome.ts';
import type { Trace } from './trace.ts';

/** Reason to record an alert and send nothing, including the filters of routing. */
export type DropReason = FilterReason | 'late' | 'outdated' | 'unmatched-resolve' | 'refused-before';

/** Event of an alert that tells newer facts in the source's own order. */
export interface Hearing {
  /** All such facts from now on. Absent when the alert changes none; empty when there are none any more. */
  readonly heard?: Heard;
}

/** An alert opened an episode. */
export interface EpisodeOpened extends Hearing, Noted {
  readonly type: 'episode.opened';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly level: AlarmLevel;
  readonly startedAt: number;
  /** Name that is part of the alarm id, where that is not the name of the source. */
  readonly openedBy?: string;
  /** Digest of the sent texts whose changes count. */
  readonly content?: string;
}

/**
 * An open episode is sent to COC again. Its level or texts changed, or a refusal under an older configuration
 * may no longer hold.
 */
export interface EpisodeChanged extends Hearing, Noted {
  readonly type: 'episode.changed';
  readonly alarmId: AlarmId;
  readonly level: AlarmLevel;
  readonly content?: string;
}

/** The problem came back while its recovery was held back. For COC it never went away. */
export interface EpisodeReopened extends Hearing {
  readonly type: 'episode.reopened';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  /** Number of times this has happened in this episode. */
  readonly flaps: number;
}

/**
 * The episode is over. Without an open one (`episode` absent) it is a tombstone: a fire older than `endedAt`
 * comes too late.
 */
export interface EpisodeClosed extends Hearing {
  readonly type: 'episode.closed';
  readonly alarmId: AlarmId;
  readonly episode?: EpisodeId;
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly level: AlarmLevel;
  readonly endedAt: number;
  /** As in {@link EpisodeOpened}. */
  readonly openedBy?: string;
  /** Reason why it counts as over, in words, where the source did not say that it is. */
  readonly because?: string;
}

/** What the message of an event says besides, as a sentence for people. */
export interface Noted {
  readonly note?: string;
}

/** The alert is a repeat: recorded, not sent. */
export interface AlertRepeated extends Hearing, Noted {
  readonly type: 'alert.repeated';
  readonly alarmId: AlarmId;
}

/** A decision to send nothing, with its reason. */
export interface AlertDropped extends Hearing, Noted {
  readonly type: 'alert.dropped';
  readonly alarmId: AlarmId;
  readonly source: string;
  readonly name: string;
  readonly reason: DropReason;
  readonly route?: string;
}

/** One alert of a readable body could not be read, or very many. It is kept under `deadLetter`. */
export interface AlertUnreadable {
  readonly type: 'alert.unreadable';
  readonly source: string;
  readonly index: number;
  readonly reason: string;
  /** Absent (in older records: empty) when the dead letters were full and the alert is lost. */
  readonly deadLetter?: string;
  /** Number of alerts, when very many of one body are kept together; 1 when absent. */
  readonly count?: number;
}

/** Reason of a repair. A closed set, used as a metric label. */
export type RepairReason = 'missed-fire' | 'missed-change' | 'lost-resolve' | 'stale';

/**
 * The next events of the record repair an alarm. They come from asking the source or from a long silence, not
 * from a webhook.
 */
export interface AlarmRepaired {
  readonly type: 'alarm.repaired';
  readonly alarmId: AlarmId;
  readonly source: string;
  readonly reason: RepairReason;
}

/** No alert arrived for a firing alarm for too long. The alarm stays as it is. */
export interface AlarmStale {
  readonly type: 'alarm.stale';
  readonly alarmId: AlarmId;
  readonly source: string;
}

/** An entry was queued: the intent to call COC. The sequence number of this event is the entry's id. */
export interface EntryQueued {
  readonly type: 'entry.queued';
  readonly body: EntryBody;
  /** Time until which it is held back, epoch ms. Without it, it may be sent at once. */
  readonly dueAt?: number;
  /** Set when it takes the place of an entry that another configuration rendered. */
  readonly anew?: true;
  /** Set when COC may have taken that entry. */
  readonly tried?: true;
}

/** An entry that was never tried left, because its content is no longer true. */
export interface EntryCancelled extends AboutEntry {
  readonly type: 'entry.cancelled';
  /**
   * `flapping`: the problem came back. `resolved`: the problem was over before its incident was opened. `late`:
   * a resolve followed the late-looking fire whose alarm was parked. `dropped`: it would only have told COC again of an
   * alarm that its route drops by now. `outdated`: a remark on an incident whose people need it no longer.
   */
  readonly reason: 'flapping' | 'resolved' | 'late' | 'dropped' | 'outdated';
}

/** An entry that was never tried left, because a later one of its series replaces it. */
export interface EntryCollapsed extends AboutEntry {
  readonly type: 'entry.collapsed';
  /** Sequence number of the event that queues the later one. */
  readonly into: number;
  /** Set for a parked alarm that a later message confirms, or changes. */
  readonly parked?: true;
  /** Set when the later one is the same, as the configuration of now renders it. The entry may have been tried. */
  readonly anew?: true;
}

/** An entry that is held back waits for another time from now on, as the configuration changed. */
export interface EntryRescheduled extends AboutEntry {
  readonly type: 'entry.rescheduled';
  /** Epoch ms. */
  readonly dueAt: number;
  /**
   * `joined`: an alarm joined that began earlier. `recovering`: the recoveries of all alarms of its incident are held back.
   * Absent where the configuration or the clock changed.
   */
  readonly why?: 'joined' | 'recovering';
}

/** Fields of every event about a queued entry. They identify the entry and its lane. */
interface AboutEntry {
  /** Sequence number of the event that queued it. */
  readonly entry: number;
  readonly alarmId: AlarmId;
  /** Only for an incident's entry. It names the lane. */
  readonly key?: IncidentKey;
  /** Only for an incident's entry that does not open the incident. */
  readonly kind?: 'handle-incident' | 'open-war-room' | 'remark-incident';
}

/**
 * A call that must not be repeated blindly is about to start. Without a later outcome, its outcome is
 * unknown. A look starts without it. (Older versions stored it for a look too.)
 */
export interface AttemptStarted extends AboutEntry {
  readonly type: 'attempt.started';
  /** What people know if COC carries the call out. Only of an incident that is opened, and of a remark. */
  readonly told?: Told;
}

/**
 * An attempt failed and the entry stays. `attempts` counts attempts that failed by the entry's own fault.
 * `dueAt` is the time at which the next one may start.
 */
export interface AttemptFailed extends AboutEntry {
  readonly type: 'attempt.failed';
  readonly outcome: 'retry' | 'rejected' | 'unknown';
  readonly reason: FailureReason;
  readonly scope: FaultScope;
  readonly detail: string;
  readonly attempts: number;
  readonly dueAt: number;
  /** True when the call may have arrived: look it up before asking again. */
  readonly uncertain: boolean;
  /** Set when it was looked for until it was certain that COC does not have it. */
  readonly absent?: true;
}

/** COC accepted the entry. */
export interface EntryDelivered extends AboutEntry {
  readonly type: 'entry.delivered';
  readonly attempts: number;
  readonly receipt?: string;
  readonly requestId?: string;
}

/** COC refused the entry, or another one of its episode, for good. It is kept under `deadLetter`. */
export interface EntryDeadLettered extends AboutEntry {
  readonly type: 'entry.dead-lettered';
  readonly reason: FailureReason;
  readonly detail: string;
  readonly deadLetter: string;
}

/** The stored body of an entry can't be read any more. Nothing can be sent for it, and it left. */
export interface EntryLost {
  readonly type: 'entry.lost';
  readonly entry: number;
  /** {@link hash53} of the name of its lane. Nothing else is known of the entry. */
  readonly lane: number;
}

/** Events after which an entry has left the outbox. */
export type EntryLeft = EntryDelivered | EntryDeadLettered | EntryCancelled | EntryCollapsed;

/** COC refused an alarm of this episode under this configuration. Its repeats are not tried again. */
export interface EpisodeRefused {
  readonly type: 'episode.refused';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly configuration: string;
}

/**
 * A dead letter was put back, by an operator, or by the agent after a change of the configuration. The other events of
 * the record follow from that.
 */
export interface DeadLetterRedriven {
  readonly type: 'letter.redriven';
  readonly deadLetter: string;
  /** Operator, such as `local` or `token`; {@link ITSELF} for the agent. */
  readonly actor: string;
  /** Set when the agent put it back itself. */
  readonly after?: Occasion;
  /** Newer dead letter of the same episode that is sent in its place. */
  readonly by?: string;
  /** Absent when the content of the dead letter could not be read. */
  readonly alarmId?: AlarmId;
}

/** Actor of what the agent does with dead letters itself. */
export const ITSELF = 'agent';

/** Reason why a dead letter is not sent again by itself: what it tells is not the newest, or is over. */
export type LeftReason = 'newer' | 'over';

/** The agent would have sent a dead letter again after a change of the configuration, but it is no longer true. */
export interface DeadLetterLeft {
  readonly type: 'dead-letter.left';
  readonly deadLetter: string;
  readonly alarmId: AlarmId;
  readonly after: Occasion;
  readonly why: LeftReason;
}

/** An operator deleted a dead letter for good. */
export interface DeadLetterDiscarded extends Pick<DeadLetterRedriven, 'deadLetter' | 'actor' | 'alarmId'> {
  readonly type: 'letter.discarded';
  /** Incident that it asked for, if it asked for one. */
  readonly key?: IncidentKey;
}

/**
 * The wall clock was set, or was found to be behind what is stored. All times that were read from it are corrected: they
 * move with the clock, and none lies in the future.
 */
export interface ClockSet {
  readonly type: 'clock.set';
  /** Step of the clock, ms; 0 where it is not known, as over a restart. */
  readonly by: number;
  /** Time by the clock as it is now, epoch ms. */
  readonly notAfter: number;
}

/** A source has another name from now on. What is known of its alarms belongs to that. */
export interface SourceRenamed {
  readonly type: 'source.renamed';
  readonly from: string;
  readonly to: string;
  /** Type of the source. Alarms that were opened by one of another type stay under the old name. */
  readonly sourceType?: SourceType;
  /** Set when a source has its first name back: only alarms that were opened under that name have it. */
  readonly isBack?: true;
}

/** Event of the outbox. Only events change the state. They are the format of the journal (version 1). */
export type OutboxEvent =
  | EpisodeOpened
  | EntryRescheduled
  | EpisodeChanged
  | EpisodeReopened
  | EpisodeClosed
  | AlertRepeated
  | AlertDropped
  | AlertUnreadable
  | AlarmRepaired
  | AlarmStale
  | EntryQueued
  | EntryCancelled
  | EntryCollapsed
  | AttemptStarted
  | AttemptFailed
  | EntryDelivered
  | EntryDeadLettered
  | EntryLost
  | EpisodeRefused
  | IncidentEvent
  | DeadLetterRedriven
  | DeadLetterDiscarded
  | DeadLetterLeft
  | ClockSet
  | SourceRenamed;

/** Events of one decision, stored together or not at all. Event i has the sequence number `seq + i`. */
export interface OutboxRecord {
  readonly v: 1;
  readonly seq: number;
  /** Time of the decision, epoch ms UTC. */
  readonly at: number;
  readonly events: readonly OutboxEvent[];
  /** Trace of the request that these events follow from. Absent for one without, and in older records. */
  readonly trace?: Trace;
}

const recordShape = z.object({
  v: z.literal(1),
  seq: z.int().nonnegative(),
  at: z.number(),
  events: z.array(z.custom(isEvent)).min(1),
});

/** Checks an event without copying it, because a start may read a hundred thousand records. */
function isEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * Reads one stored record. Its bytes have passed a checksum, so that only the envelope is checked. A later
 * version is recognised by `v`.
 *
 * @throws {ZodError} when it is not a record of this version
 */
export function parseRecord(json: string): OutboxRecord {
  const record: unknown = JSON.parse(json);
  recordShape.parse(record);
  return record as OutboxRecord;
}
