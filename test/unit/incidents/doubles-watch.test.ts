import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { DoublesWatch } from '../../../src/incidents/doubles-watch.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import type { NumbersReading } from '../../../src/outbox/ports/incident-reader.ts';
import { openOutbox } from '../../support/outbox.ts';

const S = 1_000;
const WINDOW = 210 * S;
const DOWN: NumbersReading = {
  kind: 'failed',
  outcome: { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' },
};
const seen = (...incidentNums: readonly string[]): NumbersReading => ({
  kind: 'seen',
  incidentNums,
  complete: true,
});

/** A watch over incidents that were asked for this often, with a reader that answers as a test says. */
async function setUp(asks: number, count = 1) {
  const opened = await openOutbox();
  const { outbox, clock } = opened;
  const keys = Array.from({ length: count }, (_, i) => `k${i}` as IncidentKey);
  for (const key of keys) await outbox.decide(() => asksOf(key, asks));
  const asked: { readonly key: string; readonly at: number; readonly signal: AbortSignal }[] = [];
  const failures: string[] = [];
  const errors: unknown[] = [];
  const own = (key: IncidentKey) => {
    const incident = outbox.state.ledger.incident(key);
    return incident && 'incidentNum' in incident ? incident.incidentNum : 'none';
  };
  const hand = { answer: async (key: IncidentKey): Promise<NumbersReading> => seen(own(key)) };
  const watch = new DoublesWatch({
    outbox,
    clock,
    windowMs: () => WINDOW,
    reader: {
      readNumbers(key, signal) {
        asked.push({ key, at: clock.monotonic() / S, signal });
        return hand.answer(key);
      },
    },
    onFailure: ({ reason }) => failures.push(reason),
    onError: (error) => errors.push(error),
  });
  const times = () => asked.map(({ at }) => at);
  return { ...opened, watch, keys, own, hand, asked, times, failures, errors };
}

/** Events after which an incident was asked for this often. */
function asksOf(key: IncidentKey, asks: number): readonly OutboxEvent[] {
  const alarmId = 'a' as AlarmId;
  const about = { key, alarmId, episode: 'e' as EpisodeId, policy: 'critical' };
  const calls: OutboxEvent[] = Array.from({ length: asks }, () => ({
    ...{ type: 'attempt.started', entry: 0, alarmId, key },
  }));
  return [
    { type: 'incident.requested', ...about },
    ...calls,
    { type: 'incident.opened', key, alarmId, incidentNum: `IM-${key}` },
  ];
}

describe('an incident that was asked for twice', () => {
  it('is checked when a late call must show, and ten times later again', async () => {
    const { watch, clock, times, records } = await setUp(2);
    watch.start();
    const before = records.length;
    await clock.pass(3_000 * S);
    expect(times()).toEqual([210, 2_100]);
    expect(records).toHaveLength(before);
    await watch.stop();
  });

  it('is told as doubled when COC shows another ticket of it, once', async () => {
    const { watch, clock, hand, own, records, keys } = await setUp(2);
    hand.answer = async (key) => seen(own(key), 'IM77');
    watch.start();
    await clock.pass(3_000 * S);
    const doubled = records.flatMap(({ events }) => events).filter(({ type }) => type === 'incident.doubled');
    expect(doubled).toMatchObject([{ key: keys[0], incidentNums: ['IM77'] }]);
    await watch.stop();
  });

  it('is checked again soon when the list had gaps, and what it showed counts', async () => {
    const { watch, clock, hand, own, times, outbox, keys } = await setUp(2);
    let answers = 0;
    hand.answer = async (key) =>
      answers++ < 3 ? { kind: 'seen', incidentNums: [own(key), 'IM77'], complete: false } : seen(own(key));
    watch.start();
    await clock.pass(1_000 * S);
    expect(times()).toEqual([210, 240, 300, 420]);
    expect(outbox.state.ledger.incident(keys[0] as IncidentKey)).toMatchObject({ doubles: ['IM77'] });
    await watch.stop();
  });

  it('is checked again for ever while COC can not be asked, ever more rarely', async () => {
    const { watch, clock, hand, times, failures, errors } = await setUp(2);
    hand.answer = async () => DOWN;
    watch.start();
    await clock.pass(4_000 * S);
    expect(times().slice(0, 7)).toEqual([210, 240, 300, 420, 660, 960, 1_260]);
    expect(failures).toHaveLength(times().length);
    expect(errors).toEqual([]);
    await watch.stop();
  });

  it('is checked again when a double could not be stored', async () => {
    const { watch, clock, hand, own, journal, outbox, keys, errors } = await setUp(2);
    hand.answer = async (key) => seen(own(key), 'IM77');
    const append = journal.append.bind(journal);
    journal.append = () => Promise.reject(new Error('no room'));
    watch.start();
    await clock.pass(210 * S);
    expect(errors).toMatchObject([{ message: 'no room' }]);
    journal.append = append;
    await clock.pass(30 * S);
    expect(outbox.state.ledger.incident(keys[0] as IncidentKey)).toMatchObject({ doubles: ['IM77'] });
    await watch.stop();
  });

  it('interrupts its reading when the agent stops', async () => {
    const { watch, clock, hand, asked, records } = await setUp(2, 2);
    let answer: (reading: NumbersReading) => void = () => undefined;
    hand.answer = () => new Promise((resolve) => (answer = resolve));
    watch.start();
    await clock.pass(210 * S);
    const before = records.length;
    const stopped = watch.stop();
    expect(asked[0]?.signal.aborted).toBe(true);
    answer(seen('IM77'));
    await stopped;
    expect([records.length, asked.length]).toEqual([before, 1]);
  });
});

it('a wall clock that is set brings no check forward', async () => {
  const { watch, clock, times } = await setUp(2);
  watch.start();
  await clock.pass(10 * S);
  clock.set(3_600 * S);
  await clock.pass(3_000 * S);
  expect(times()).toEqual([210, 2_100]);
  await watch.stop();
});

it('an incident that was given up and is opened after all is checked anew', async () => {
  const { watch, clock, outbox, hand, times } = await setUp(0);
  hand.answer = async () => seen();
  const [key, alarmId] = ['given-up' as IncidentKey, 'a' as AlarmId];
  const about = { key, alarmId, episode: 'e' as EpisodeId, policy: 'critical' };
  const call = { type: 'attempt.started', entry: 0, alarmId, key } as const;
  await outbox.decide(() => [
    { type: 'incident.requested', ...about },
    call,
    { type: 'incident.failed', key, alarmId, detail: 'no such service' },
  ]);
  watch.start();
  await clock.pass(3_000 * S);
  expect(times()).toEqual([210, 2_100]);
  await outbox.decide(() => [
    { type: 'incident.requested', ...about },
    call,
    { type: 'incident.opened', key, alarmId, incidentNum: 'IM1' },
  ]);
  await clock.pass(3_000 * S);
  expect(times()).toEqual([210, 2_100, 3_210, 5_100]);
  await watch.stop();
});

it('an incident that was given up and that COC shows is checked anew from then on', async () => {
  const { watch, clock, outbox, hand, times } = await setUp(0);
  const [key, alarmId] = ['given-up' as IncidentKey, 'a' as AlarmId];
  hand.answer = async () => seen('IM1', 'IM2');
  await outbox.decide(() => [
    { type: 'incident.requested', key, alarmId, episode: 'e' as EpisodeId, policy: 'critical' },
    { type: 'attempt.started', entry: 0, alarmId, key },
    { type: 'attempt.started', entry: 0, alarmId, key },
    { type: 'incident.failed', key, alarmId, detail: 'no such service' },
  ]);
  watch.start();
  await clock.pass(400 * S);
  expect(outbox.state.ledger.incident(key)).toMatchObject({ incidentNum: 'IM1', doubles: ['IM2'] });
  await clock.pass(600 * S);
  expect(times()).toEqual([210, 420]);
  await watch.stop();
});

it('an incident that was asked for once is not checked', async () => {
  const { watch, clock, times } = await setUp(1);
  watch.start();
  await clock.pass(3_000 * S);
  expect(times()).toEqual([]);
  await watch.stop();
});

it('no more than five incidents are checked a second', async () => {
  const { watch, clock, times } = await setUp(2, 12);
  watch.start();
  await clock.pass(230 * S);
  const counts = [210, 211, 212].map((second) => times().filter((at) => at === second).length);
  expect(counts).toEqual([5, 5, 2]);
  await watch.stop();
});
