import { expect } from 'vitest';
import { storyOf } from '../../../src/admin/story.ts';
import type { ReportAlarm } from '../../../src/outbox/events/entry.ts';
import { subjectAlarm } from '../../../src/outbox/events/event-subject.ts';
import { idOf, type World } from './world.ts';

/** How an entry ends. */
const ENDS: ReadonlySet<string> = new Set([
  'entry.delivered',
  'entry.collapsed',
  'entry.cancelled',
  'entry.dead-lettered',
]);

interface Told {
  readonly body: ReportAlarm;
  end?: string;
  into?: number;
}

/**
 * Holds what the agent and COC know of each series against each other: whatever differs waits to be told, and is told of
 * in the story.
 */
export function checkDifferences(world: World): void {
  for (const { series } of world.senders.truth) {
    const [held, known] = [world.held(series), world.known(series)];
    const same = held === known || (held === 'nothing' && known === 'ok');
    expect(same || world.waits(series), `series ${series}: COC ${held}, agent ${known}`).toBe(true);
  }
}

/**
 * Checks the story of a series when nothing waits any more: each entry has one end; one that collapsed did so into a later
 * one that carries its time; and COC received what was delivered, in that order, and besides only the same once more.
 */
export async function checkStory(world: World, series: number): Promise<void> {
  const records = await world.history(series);
  const entries = new Map<number, Told>();
  const events = records.flatMap((record) =>
    record.events.map((event, i) => ({ event, id: record.seq + i })),
  );
  // A record of a webhook speaks of other series too.
  const own = events.filter(({ event }) => subjectAlarm(event) === idOf(series));
  for (const { event, id } of own)
    if (event.type === 'entry.queued' && event.body.kind === 'report-alarm')
      entries.set(id, { body: event.body });
  for (const { event } of own) {
    if (!ENDS.has(event.type) || !('entry' in event)) continue;
    const entry = entries.get(event.entry);
    expect(entry?.end, `entry ${event.entry} ends twice`).toBeUndefined();
    if (entry) Object.assign(entry, { end: event.type, ...('into' in event && { into: event.into }) });
  }
  for (const [id, { end, into, body }] of entries) {
    expect(end, `entry ${id} has no end`).toBeDefined();
    if (end === 'entry.collapsed') checkCarried(body, entries.get(into ?? 0));
  }
  const delivered = [...entries.values()]
    .filter(({ end }) => end === 'entry.delivered')
    .map(({ body: { alarm } }) => `${alarm.alarmStatus} ${alarm.alarmLevel}`);
  checkReceived(world.received(series), delivered);
  for (const { words } of storyOf(idOf(series), records, 'UTC')) expect(words).toMatch(/\.$/);
}

function checkCarried({ alarm }: ReportAlarm, into: Told | undefined): void {
  const carried = into?.body.collapsed;
  const { alarmStatus, alarmLevel, time } = alarm;
  const there = carried?.alarms.some((one) => one.time === time && one.alarmStatus === alarmStatus);
  const isOlder = carried?.earlier !== undefined;
  expect(there || isOlder, `${alarmStatus} ${alarmLevel} at ${time} went into nothing`).toBe(true);
}

/** What was delivered, in its order, each once or again. */
function checkReceived(received: readonly string[], delivered: readonly string[]): void {
  let next = 0;
  for (const one of received) {
    if (one === delivered[next]) next += 1;
    else expect(delivered[next - 1] ?? delivered[next], `${received} of ${delivered}`).toBe(one);
  }
  expect(next).toBe(delivered.length);
}
