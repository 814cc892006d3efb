import { z } from 'zod';
import type { FilterReason } from '../../alerts/alarm.ts';
import type { AlarmId, AlarmLevel } from '../../alerts/alert.ts';
import type { EntryBody, EpisodeId, IncidentKey } from './entry.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { FailureReason, FaultScope } from './outcome.ts';

/** Why an alert is recorded and nothing is sent for it, besides the filters of routing. */
export type DropReason = FilterReason | 'late' | 'unmatched-resolve' | 'refused-before';

/** An alert opened an episode. */
export interface EpisodeOpened {
  readonly type: 'episode.opened';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly level: AlarmLevel;
  readonly startedAt: number;
  /** What else than the level COC is told, as far as its changes count. */
  readonly content?: string;
}

/** An open episode is told to COC anew: its level changed, or a refusal under an older configuration may not hold any more. */
export interface EpisodeChanged {
  readonly type: 'episode.changed';
  readonly alarmId: AlarmId;
  readonly level: AlarmLevel;
  readonly content?: string;
}

/** The problem came back while its recovery was held back: for COC it never went away. */
export interface EpisodeReopened {
  readonly type: 'episode.reopened';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  /** How often this has happened in this episode. */
  readonly flaps: number;
}

/** The episode is over. Without an open one (`episode` absent) it is a tombstone: a fire older than `endedAt` comes too late. */
export interface EpisodeClosed {
  readonly type: 'episode.closed';
  readonly alarmId: AlarmId;
  readonly episode?: EpisodeId;
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly level: AlarmLevel;
  readonly endedAt: number;
}

/** COC knows this already: recorded, not sent. */
export interface AlertRepeated {
  readonly type: 'alert.repeated';
  readonly alarmId: AlarmId;
}

/** A decision to send nothing, with its reason. */
export interface AlertDropped {
  readonly type: 'alert.dropped';
  readonly alarmId: AlarmId;
  readonly source: string;
  readonly name: string;
  readonly reason: DropReason;
  readonly route?: string;
}

/** One alert of a good body could not be read; it is kept under `deadLetter`. */
export interface AlertUnreadable {
  readonly type: 'alert.unreadable';
  readonly source: string;
  readonly index: number;
  readonly reason: string;
  /** Absent (in older records: empty) when the dead letters were full and the alert is lost. */
  readonly deadLetter?: string;
}

/** Why an alarm was put right without a webhook. A closed set: these are metric labels too. */
export type RepairReason = 'missed-fire' | 'missed-change' | 'lost-resolve' | 'stale';

/** What follows in the record was not told to us by a webhook: the source was asked, or nothing was heard for too long. */
export interface AlarmRepaired {
  readonly type: 'alarm.repaired';
  readonly alarmId: AlarmId;
  readonly source: string;
  readonly reason: RepairReason;
}

/** Nothing was heard of a firing alert for too long; its alarm stays as it is. */
export interface AlarmStale {
  readonly type: 'alarm.stale';
  readonly alarmId: AlarmId;
  readonly source: string;
}

/** An intent to call COC. Its sequence number is the entry's id. */
export interface EntryQueued {
  readonly type: 'entry.queued';
  readonly body: EntryBody;
  /** Held back until then, epoch ms; without it, it may go at once. */
  readonly dueAt?: number;
}

/** An entry that was never tried leaves: what it was to tell is not true any more. */
export interface EntryCancelled extends AboutEntry {
  readonly type: 'entry.cancelled';
  /** `flapping`: the problem came back; `resolved`: it was over before its incident was opened. */
  readonly reason: 'flapping' | 'resolved';
}

/** An entry that was never tried leaves: a later one of its series stands for it. */
export interface EntryCollapsed extends AboutEntry {
  readonly type: 'entry.collapsed';
  /** Sequence number of the event that queues the later one. */
  readonly into: number;
}

/** What every event about a queued entry says: which entry, and through the lane where to find it. */
interface AboutEntry {
  /** Sequence number of the event that queued it. */
  readonly entry: number;
  readonly alarmId: AlarmId;
  /** Only of an incident's entry, whose lane it names. */
  readonly key?: IncidentKey;
  /** Only of an incident's entry that does not open it. */
  readonly kind?: 'handle-incident' | 'open-war-room';
}

/** A call that must not be made twice blindly is about to start. Without a later outcome it is unknown. */
export interface AttemptStarted extends AboutEntry {
  readonly type: 'attempt.started';
}

/** An attempt failed. `attempts` counts those that are the entry's own fault; `dueAt` is when the next one may start. */
export interface AttemptFailed extends AboutEntry {
  readonly type: 'attempt.failed';
  readonly outcome: 'retry' | 'rejected' | 'unknown';
  readonly reason: FailureReason;
  readonly scope: FaultScope;
  readonly detail: string;
  readonly attempts: number;
  readonly dueAt: number;
  /** The call may have arrived: look before asking again. */
  readonly uncertain: boolean;
}

/** COC has it. */
export interface EntryDelivered extends AboutEntry {
  readonly type: 'entry.delivered';
  readonly attempts: number;
  readonly receipt?: string;
  readonly requestId?: string;
}

/** COC refused it for good (or refused the episode that it belongs to); it is kept under `deadLetter`. */
export interface EntryDeadLettered extends AboutEntry {
  readonly type: 'entry.dead-lettered';
  readonly reason: FailureReason;
  readonly detail: string;
  readonly deadLetter: string;
}

/** The stored body of an entry can't be read any more: nothing can be sent for it, and it leaves. */
export interface EntryLost {
  readonly type: 'entry.lost';
  readonly entry: number;
  /** {@link hash53} of its lane: nothing more is known of it. */
  readonly lane: number;
}

/** An entry has left the outbox. */
export type EntryLeft = EntryDelivered | EntryDeadLettered | EntryCancelled | EntryCollapsed;

/** COC refused an alarm of this episode, under this configuration: its repeats are not tried again. */
export interface EpisodeRefused {
  readonly type: 'episode.refused';
  readonly alarmId: AlarmId;
  readonly episode: EpisodeId;
  readonly configuration: string;
}

/** An operator put a dead letter back; the rest of its record is what became of it. */
export interface DeadLetterRedriven {
  readonly type: 'letter.redriven';
  readonly deadLetter: string;
  /** Who did it, such as `local` or `token`. */
  readonly actor: string;
  /** Unless what the letter holds could not be read. */
  readonly alarmId?: AlarmId;
}

/** An operator gave a dead letter up for good. */
export interface DeadLetterDiscarded extends Omit<DeadLetterRedriven, 'type'> {
  readonly type: 'letter.discarded';
}

/** What happened: the only thing that changes the state, and the format of the journal (version 1). */
export type OutboxEvent =
  | EpisodeOpened
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
  | DeadLetterDiscarded;

/** The events of one decision: stored together or not at all. Event i has the sequence number `seq + i`. */
export interface OutboxRecord {
  readonly v: 1;
  readonly seq: number;
  /** When it was decided, epoch ms UTC. */
  readonly at: number;
  readonly events: readonly OutboxEvent[];
}

const recordShape = z.object({
  v: z.literal(1),
  seq: z.int().nonnegative(),
  at: z.number(),
  events: z.array(z.custom(isEvent)).min(1),
});

/** Looked at and not copied: a start may read a hundred thousand. */
function isEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * Reads one stored record. Its bytes have passed a checksum, so only the envelope is looked at: what a later version
 * wrote is told apart by `v`.
 *
 * @throws {ZodError} when it is not a record of this version.
 */
export function parseRecord(json: string): OutboxRecord {
  const record: unknown = JSON.parse(json);
  recordShape.parse(record);
  return record as OutboxRecord;
}
