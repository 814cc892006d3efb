import { expect } from 'vitest';
import { storyOf } from '../../../src/admin/story.ts';
import type { ReportAlarm } from '../../../src/outbox/events/entry.ts';
import { subjectAlarm } from '../../../src/outbox/events/event-subject.ts';
import { idOf, type World } from './world.ts';

/** Events that end an entry. */
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
 * Compares the state of each series in the agent and in COC. A difference is allowed only while an entry
 * waits.
 */
export function checkDifferences(world: World): void {
  for (const { series } of world.senders.truth) {
    const [held, known] = [world.held(series), world.known(series)];
    const same = held === known || (held === 'nothing' && known === 'ok');
    expect(same || world.waits(series), `series ${series}: COC ${held}, agent ${known}`).toBe(true);
  }
}

/**
 * Checks the story of a series when nothing waits any more. Each entry has one end. An entry that collapsed
 * did so into a later one that carries its time. COC received the delivered alarms in their order, and
 * otherwise only repeats of them.
 */
export async function checkStory(world: World, series: number): Promise<void> {
  const records = await world.history(series);
  const entries = new Map<number, Told>();
  const events = records.flatMap((record) =>
    record.events.map((event, i) => ({ event, id: record.seq + i })),
  );
  // A record of a webhook may concern other series too.
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

/** Checks that COC received the delivered alarms in their order, each once or more. */
function checkReceived(received: readonly string[], delivered: readonly string[]): void {
  let next = 0;
  for (const one of received) {
    if (one === delivered[next]) next += 1;
    else expect(delivered[next - 1] ?? delivered[next], `${received} of ${delivered}`).toBe(one);
  }
  expect(next).toBe(delivered.length);
}
