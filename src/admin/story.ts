import type { OutboxEvent, OutboxRecord } from '../outbox/events/event.ts';
import { subjectAlarm } from '../outbox/events/event-subject.ts';
import { wordsForEvent } from './alarms/words-for-event.ts';

/** One step of a story. */
export interface Step {
  /** Epoch ms. */
  readonly at: number;
  /** The type of the event. */
  readonly step: OutboxEvent['type'];
  /** One sentence for people. */
  readonly words: string;
}

/** Tells the story of one alarm: a step for each of its events, in their order, with times in a zone. Pure. */
export function storyOf(alarmId: string, records: readonly OutboxRecord[], zone: string): readonly Step[] {
  return tellEvents(records, zone, (event) => subjectAlarm(event) === alarmId);
}

/** Tells the events of records that are wanted, in their order, with times in a zone. Pure. */
export function tellEvents(
  records: readonly OutboxRecord[],
  zone: string,
  isWanted: (event: OutboxEvent) => boolean,
): readonly Step[] {
  return records.flatMap((record) =>
    // An event is numbered by its place in the whole record.
    record.events.flatMap((event, i) =>
      isWanted(event)
        ? [{ at: record.at, step: event.type, words: wordsForEvent(event, record.seq + i, zone) }]
        : [],
    ),
  );
}
