import type { JsonObject } from '../contract/json-object.ts';

/** One custom event that arrived, as it was. */
export interface ReceivedAlarm {
  /** 1 for the first event ever; rises by one, never repeats. */
  readonly seq: number;
  /** Epoch ms UTC by the emulator's clock. */
  readonly receivedAt: number;
  readonly integrationKey: string;
  /** A few request headers, none of them about authentication. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; absent when it was no JSON object. */
  readonly body?: JsonObject;
  /** Status that the emulator decided on; a fault may have kept the sender from seeing it. */
  readonly status: number;
}

/** All events that arrived: those that were accepted, and the latest that were refused. */
export interface AlarmLog {
  nextSeq: number;
  readonly accepted: ReceivedAlarm[];
  readonly refused: ReceivedAlarm[];
}

/** Refused events that are remembered. */
const KEEP_REFUSED = 1_000;

/** An empty log. */
export function newAlarmLog(): AlarmLog {
  return { nextSeq: 1, accepted: [], refused: [] };
}

/** Appends an event; of each kind only the latest are kept (`keepAccepted`, with a slack of a tenth). */
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
