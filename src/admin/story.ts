import type { OutboxEvent, OutboxRecord } from '../outbox/events/event.ts';
import { subjectAlarm } from '../outbox/events/event-subject.ts';
import type { Trace } from '../outbox/events/trace.ts';
import { wordsForEvent } from './alarms/words-for-event.ts';

/** One step of a story. */
export interface Step {
  /** Epoch ms. */
  readonly at: number;
  /** The type of the event. */
  readonly step: OutboxEvent['type'];
  /** One or two sentences for people. */
  readonly words: string;
  /** Trace of the request that the step follows from, where its sender named one. */
  readonly trace?: Trace;
}

/** Steps whose words name the trace. Those that repeat do not, so that equal ones can be told as one. */
const NAMES_TRACE: ReadonlySet<OutboxEvent['type']> = new Set([
  'episode.opened',
  'episode.changed',
  'episode.reopened',
  'episode.closed',
]);

/** Tells the story of one alarm: a step for each of its events, in their order, with times in a zone. Pure. */
export function storyOf(alarmId: string, records: readonly OutboxRecord[], zone: string): readonly Step[] {
  return tellEvents(records, zone, (event) => subjectAlarm(event) === alarmId);
}

/** Tells the events of records that are wanted, in their order, with times in a zone. Pure. */
function tellEvents(
  records: readonly OutboxRecord[],
  zone: string,
  isWanted: (event: OutboxEvent) => boolean,
): readonly Step[] {
  return records.flatMap(({ at, seq, events, trace }) =>
    // An event is numbered by its place in the whole record.
    events.flatMap((event, i) => {
      if (!isWanted(event)) return [];
      const words = wordsForEvent(event, seq + i, zone);
      const named = trace && NAMES_TRACE.has(event.type) ? `${words} Trace ${trace.traceId}.` : words;
      return [{ at, step: event.type, words: named, ...(trace && { trace }) }];
    }),
  );
}
