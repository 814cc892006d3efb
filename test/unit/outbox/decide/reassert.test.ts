import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { Reasserter } from '../../../../src/delivery/reasserter.ts';
import { MemoryDeadLetters } from '../../../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../../../src/journals/memory/memory-journal.ts';
import { isReassertionDue, type Reassertable, reassert } from '../../../../src/outbox/decide/reassert.ts';
import { hash53 } from '../../../../src/outbox/events/hash.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import { Outbox } from '../../../../src/outbox/outbox.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';
import { firing, firingAt, intakeOf, resolved } from '../../../support/alerts.ts';
import { reportAlarm } from '../../../support/entries.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { aPolicy } from '../../../support/policy.ts';

const MINUTE = 60_000;
const EVERY = 30 * MINUTE;

async function start(everyMs = EVERY) {
  const clock = new FakeClock();
  const outbox = new Outbox({
    journal: new MemoryJournal(),
    deadLetters: new MemoryDeadLetters(),
    clock,
    random: () => 0.5,
    policy: aPolicy({ reassertEveryMs: everyMs }),
    onRecord: () => undefined,
  });
  await outbox.open();
  const failures: unknown[] = [];
  const onError = (error: unknown) => failures.push(error);
  return {
    clock,
    outbox,
    failures,
    reasserter: new Reasserter({ outbox, clock, everyMs: () => everyMs, onError }),
  };
}

/** Delivers all entries. Returns their status, with `again` for reassertions. */
async function deliverAll(outbox: Outbox): Promise<string[]> {
  const told: string[] = [];
  for (let entry = await outbox.take('alarms/default'); entry; entry = await outbox.take('alarms/default')) {
    const { body } = entry;
    if (body.kind === 'report-alarm') {
      told.push(`${body.alarm.alarmId} ${body.alarm.alarmStatus}${body.reassertion ? ' again' : ''}`);
    }
    await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
  }
  return told;
}

describe('what has become due', () => {
  it.each<[string, (outbox: Outbox) => Promise<unknown>]>([
    ['ends', (outbox) => outbox.accept(intakeOf(resolved('a')))],
    ['changes, and COC hears of that,', (outbox) => outbox.accept(intakeOf(firingAt('a', 'Critical')))],
    ['is reported again by another round', (outbox) => outbox.reassert(firingSeries(outbox))],
  ])('is not reported again when its alarm %s in between', async (_, change) => {
    const { clock, outbox } = await start();
    await outbox.accept(intakeOf(firing('a')));
    await deliverAll(outbox);
    clock.advance(EVERY);
    const due = firingSeries(outbox);
    await change(outbox);
    await deliverAll(outbox);
    expect(await outbox.reassert(due)).toBe(0);
    expect(await deliverAll(outbox)).toEqual([]);
  });
});

function firingSeries(outbox: Outbox): readonly Reassertable[] {
  return [...outbox.state.ledger.everySeries()].flatMap((series) =>
    series.state === 'firing' && series.lastAlarm ? [{ ...series, lastAlarm: series.lastAlarm }] : [],
  );
}

describe('an alarm that goes on firing', () => {
  it('is reported again within every interval of 48 hours, and never in a burst', async () => {
    const { clock, outbox, reasserter } = await start();
    const names = Array.from({ length: 100 }, (_, i) => `a${i}`);
    await outbox.accept(intakeOf(...names.map((name) => firing(name))));
    await deliverAll(outbox);
    const toldAt = new Map(names.map((name) => [name, clock.now()]));
    let most = 0;
    let total = 0;
    for (let step = 0; step < 48 * 12; step++) {
      clock.advance(5 * MINUTE);
      for (let i = 0; i < 30; i++) await reasserter.round();
      const told = await deliverAll(outbox);
      for (const line of told) {
        const [name = ''] = line.split(' ');
        expect(clock.now() - (toldAt.get(name) ?? 0)).toBeLessThanOrEqual(EVERY + 5 * MINUTE);
        toldAt.set(name, clock.now());
        expect(line).toBe(`${name} alarm again`);
      }
      most = Math.max(most, told.length);
      total += told.length;
    }
    expect(total).toBeGreaterThanOrEqual(100 * 82);
    expect(total).toBeLessThanOrEqual(100 * 97);
    expect(most).toBeLessThanOrEqual(50);
  });

  it('is not reported again once it is resolved, nor while an entry of it waits', async () => {
    const { clock, outbox, reasserter } = await start();
    await outbox.accept(intakeOf(firing('waits'), firing('ends')));
    const first = await outbox.take('alarms/default');
    if (first)
      await outbox.settle(first, {
        kind: 'retry',
        reason: 'timeout',
        scope: 'entry',
        detail: '',
        afterMs: 1,
      });
    clock.advance(10 * MINUTE);
    await deliverAll(outbox);
    await outbox.accept(intakeOf(resolved('ends')));
    await deliverAll(outbox);
    await outbox.accept(intakeOf(firing('waits', { level: 'Critical' })));
    clock.advance(2 * EVERY);
    for (let i = 0; i < 60; i++) await reasserter.round();
    expect(await deliverAll(outbox)).toEqual(['waits alarm']);
  });

  it('gives way to everything else', async () => {
    const { clock, outbox, reasserter } = await start();
    await outbox.accept(intakeOf(firing('old', { level: 'Critical' })));
    await deliverAll(outbox);
    clock.advance(2 * EVERY);
    for (let i = 0; i < 60; i++) await reasserter.round();
    await outbox.accept(intakeOf(firing('new', { level: 'Info' })));
    expect(await deliverAll(outbox)).toEqual(['new alarm', 'old alarm again']);
  });

  it('is never reported again when reassertion is switched off', async () => {
    const { clock, outbox, reasserter } = await start(Number.POSITIVE_INFINITY);
    await outbox.accept(intakeOf(firing('a')));
    await deliverAll(outbox);
    clock.advance(100 * EVERY);
    expect(await reasserter.round()).toBe(0);
  });
});

describe('a reassertion is due', () => {
  const series = {
    alarmId: 'a' as AlarmId,
    episode: 'e' as never,
    state: 'firing' as const,
    source: 's',
    fingerprint: 'f',
    name: 'n',
    level: 'Major' as const,
    startedAt: 0,
    lastSeenAt: 0,
    lastAlarm: { seq: 1, ref: 1n as RecordRef, reassertion: true },
    toldAt: 1_000,
  };
  it.each([
    ['when the interval is over at the latest', series, 1_000 + EVERY, true],
    ['never before half of it', series, 999 + EVERY / 2, false],
    [
      'not when it is over',
      { ...series, state: 'resolved' as const, endedAt: 1, closedAt: 1 },
      10 * EVERY,
      false,
    ],
    ['not when COC refused it', { ...series, refusedUnder: 'c1' }, 10 * EVERY, false],
  ])('%s', (_when, known, now, due) => expect(isReassertionDue(known, EVERY, now)).toBe(due));
});

describe('a reassertion that was decided', () => {
  const found: Reassertable = {
    ...{ alarmId: 'a' as AlarmId, episode: 'e' as never, source: 's', fingerprint: 'f', name: 'n' },
    ...{ state: 'firing', level: 'Major', startedAt: 0, lastSeenAt: 0, toldAt: 1_000 },
    lastAlarm: { seq: 1, ref: 1n as RecordRef, reassertion: false },
  };
  const last = reportAlarm('a');
  const queuedFor = (known: Series | undefined) =>
    reassert({ series: () => known, incident: () => undefined }, found, last, { now: 0, policy: {} });

  it('repeats the last report, without its incident, and says so', () => {
    const asking = { ...last, incident: { policy: 'critical' } as never };
    const view = { series: () => found, incident: () => undefined };
    const [queued] = reassert(view, found, asking, { now: 0, policy: {} });
    expect(queued).toEqual({ type: 'entry.queued', body: { ...last, reassertion: true } });
  });

  it.each([
    [{ kind: 'filtered', reason: 'route' } as const, 0],
    [{ kind: 'alarm', alarm: last.alarm, route: 'all' } as const, 1],
  ])('is made only where its route does not drop it by now: %j', (routed, count) => {
    const asked: unknown[] = [];
    const route = (...args: readonly unknown[]) => {
      asked.push(args);
      return routed;
    };
    const policy = { renderer: { route, requestOf: () => undefined } };
    const view = { series: () => found, incident: () => undefined };
    expect(reassert(view, found, last, { now: 17, policy })).toHaveLength(count);
    expect(asked).toEqual([[last.alert, 17]]);
  });

  it('tells no flaps where there were none', () => {
    expect(queuedFor(found)[0]).not.toHaveProperty('body.flaps');
  });

  it('has the flaps of the episode as known now', () => {
    expect(queuedFor({ ...found, flaps: 4 })).toMatchObject([{ body: { flaps: 4, reassertion: true } }]);
  });

  it.each<[string, Series | undefined]>([
    ['the alarm is over', { ...found, state: 'resolved', endedAt: 1, closedAt: 1 }],
    [
      'its recovery is held back',
      { ...found, state: 'recovering', endedAt: 1, closedAt: 1, held: { entry: 2, until: 3 } },
    ],
    ['another report of it was queued', { ...found, lastAlarm: { ...found.lastAlarm, seq: 2 } }],
    ['COC was told of it', { ...found, toldAt: 2_000 }],
    ['the alarm was forgotten', undefined],
    ['its last report was forgotten', withoutLastAlarm(found)],
  ])('is given up when %s meanwhile', (_what, known) => {
    expect(queuedFor(known)).toEqual([]);
  });
});

describe('the wait for a reassertion', () => {
  const dueAfter = (alarmId: string, toldAt: number, every = EVERY) => {
    const series = {
      ...{ alarmId: alarmId as AlarmId, episode: 'e' as never, source: 's', fingerprint: 'f', name: 'n' },
      ...{ state: 'firing' as const, level: 'Major' as const, startedAt: 0, lastSeenAt: 0, toldAt },
      lastAlarm: { seq: 1, ref: 1n as RecordRef, reassertion: true },
    };
    let wait = 0;
    while (!isReassertionDue(series, every, toldAt + wait)) wait += MINUTE / 6;
    return wait;
  };

  it('is between half and the whole interval, whenever it was told, and differs between alarms', () => {
    const waits = Array.from({ length: 60 }, (_, i) => dueAfter(`alarm-${i}`, i * 7 * MINUTE));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(EVERY / 2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(EVERY);
    expect(new Set(waits).size).toBeGreaterThan(30);
  });

  it('ends at the same moment of each interval for one alarm, told at its moment', () => {
    const first = dueAfter('a', 0);
    const moment = first % EVERY;
    expect(dueAfter('a', first)).toBe(EVERY);
    expect(dueAfter('a', 5 * EVERY + moment)).toBe(EVERY);
  });
});

function withoutLastAlarm({ lastAlarm: _, ...series }: Reassertable): Series {
  return series;
}

it('an alarm whose moment is the begin of each interval waits for a whole one', () => {
  let alarmId = '';
  for (let i = 0; hash53(alarmId) % 10_007 !== 0; i++) alarmId = `alarm-${i}`;
  const series = {
    ...{ alarmId: alarmId as AlarmId, episode: 'e' as never, source: 's', fingerprint: 'f', name: 'n' },
    ...{ state: 'firing' as const, level: 'Major' as const, startedAt: 0, lastSeenAt: 0, toldAt: 3 * EVERY },
    lastAlarm: { seq: 1, ref: 1n as RecordRef, reassertion: true },
  };
  expect(isReassertionDue(series, EVERY, 4 * EVERY - 1)).toBe(false);
  expect(isReassertionDue(series, EVERY, 4 * EVERY)).toBe(true);
  const between = { ...series, toldAt: 3.5 * EVERY };
  expect(isReassertionDue(between, EVERY, 4 * EVERY - 1)).toBe(false);
  expect(isReassertionDue(between, EVERY, 4 * EVERY)).toBe(true);
});
