import type { JsonObject } from '../contract/json-object.ts';

/** One custom event, exactly as it arrived. */
export interface ReceivedAlarm {
  /** Number of the event: 1 for the first ever, then rising by one. Never repeats. */
  readonly seq: number;
  /** Epoch ms UTC by the emulator's clock. */
  readonly receivedAt: number;
  readonly integrationKey: string;
  /** Some of the request headers, none about authentication. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; absent when it was not a JSON object. */
  readonly body?: JsonObject;
  /** Status of the emulator's answer. A fault may have hidden it from the sender. */
  readonly status: number;
}

/** Accepted events, and the latest refused events. */
export interface AlarmLog {
  nextSeq: number;
  readonly accepted: ReceivedAlarm[];
  readonly refused: ReceivedAlarm[];
}

/** Number of refused events that are kept. */
const KEEP_REFUSED = 1_000;

/** An empty log. */
export function newAlarmLog(): AlarmLog {
  return { nextSeq: 1, accepted: [], refused: [] };
}

/**
 * Appends an event. Of the accepted events, at least the latest `keepAccepted` are kept, and at most a tenth
 * more.
 */
export function recordAlarm(log: AlarmLog, alarm: Omit<ReceivedAlarm, 'seq'>, keepAccepted: number): void {
  const entry = { seq: log.nextSeq, ...alarm };
  log.nextSeq += 1;
  if (alarm.status < 300) append(log.accepted, entry, keepAccepted);
  else append(log.refused, entry, KEEP_REFUSED);
}

function append(list: ReceivedAlarm[], entry: ReceivedAlarm, keep: number): void {
  list.push(entry);
  if (list.length > keep * 1.1) list.splice(0, list.length - keep);
}
