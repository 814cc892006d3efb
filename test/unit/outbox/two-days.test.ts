import { describe, expect, it } from 'vitest';
import { Reasserter } from '../../../src/delivery/reasserter.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
const EVERY = 30;
const HOLD = 5;
/** Minutes in which COC is away. */
const AWAY = { from: 20 * HOUR, to: 22 * HOUR };
const STEADY = Array.from({ length: 60 }, (_, i) => `steady${i}`);

interface Call {
  readonly minute: number;
  readonly what: string;
}

/**
 * Runs two days minute by minute: alarms that fire all the time, one that flaps every three minutes for a
 * day, and one that fires for an hour. Returns the calls that COC got, by alarm.
 */
async function twoDays() {
  const { outbox, clock } = await openOutbox({
    policy: { collapse: true, resolveHoldMs: HOLD * MINUTE, reassertEveryMs: EVERY * MINUTE },
  });
  const everyMs = () => EVERY * MINUTE;
  const onError = (error: unknown) => {
    throw error;
  };
  const reasserter = new Reasserter({ outbox, clock, everyMs, onError });
  const startsAt = clock.now();
  const calls = new Map<string, Call[]>();
  await outbox.accept(intakeOf(...[...STEADY, 'flapping'].map((id) => firing(id, { startsAt }))));
  for (let minute = 1; minute <= 2 * DAY; minute++) {
    clock.advance(MINUTE);
    const now = clock.now();
    if (minute % 3 === 0 && minute <= DAY) {
      const arrival =
        minute % 2 === 0
          ? firing('flapping', { startsAt: now })
          : resolved('flapping', { startsAt, endsAt: now });
      await outbox.accept(intakeOf(arrival));
    }
    if (minute === DAY + 3) await outbox.accept(intakeOf(resolved('flapping', { startsAt, endsAt: now })));
    if (minute === 10 * HOUR) await outbox.accept(intakeOf(firing('short', { startsAt: now })));
    if (minute === 11 * HOUR)
      await outbox.accept(intakeOf(resolved('short', { startsAt: now - HOUR * MINUTE, endsAt: now })));
    for (let second = 0; second < 60; second++) await reasserter.round();
    if (minute < AWAY.from || minute > AWAY.to) await deliver(minute);
  }
  return calls;

  async function deliver(minute: number): Promise<void> {
    for (
      let entry = await outbox.take('alarms/default');
      entry;
      entry = await outbox.take('alarms/default')
    ) {
      if (entry.body.kind !== 'report-alarm') continue;
      const { alarm, reassertion, flaps } = entry.body;
      const what = `${alarm.alarmStatus}${reassertion ? ' again' : ''}${flaps ? ` after ${flaps} flaps` : ''}`;
      calls.set(alarm.alarmId, [...(calls.get(alarm.alarmId) ?? []), { minute, what }]);
      await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    }
  }
}

describe('over two days with an outage', () => {
  it('COC gets beginnings, ends, and reassertions within every interval, never in a burst', async () => {
    const calls = await twoDays();
    const whatOf = (id: string) => (calls.get(id) ?? []).map(({ what }) => what);

    expect(whatOf('short')).toEqual(['alarm', 'alarm again', 'alarm again', 'ok']);
    expect(calls.get('short')?.at(-1)?.minute).toBe(11 * HOUR + HOLD);
    const flapping = whatOf('flapping');
    expect([flapping[0], flapping.at(-1)]).toEqual(['alarm', 'ok after 240 flaps']);
    expect(calls.get('flapping')?.at(-1)?.minute).toBe(DAY + 3 + HOLD);
    expect(flapping.slice(1, -1).every((what) => what.startsWith('alarm again'))).toBe(true);

    for (const id of STEADY) {
      const told = calls.get(id) ?? [];
      expect(new Set(whatOf(id).slice(1))).toEqual(new Set(['alarm again']));
      const gaps = told.slice(1).map(({ minute }, i) => minute - (told[i]?.minute ?? 0));
      const outage = gaps.findIndex((gap) => gap > EVERY + 1);
      expect(gaps[outage]).toBeLessThanOrEqual(AWAY.to - AWAY.from + EVERY + 1);
      // At the beginning and after the outage, an alarm needs two intervals at most to find its moment.
      const settled = [...gaps.slice(2, outage), ...gaps.slice(outage + 3)];
      expect(
        settled.every((gap) => Math.abs(gap - EVERY) <= 1),
        gaps.join(),
      ).toBe(true);
      const settling = [...gaps.slice(0, 2), ...gaps.slice(outage + 1, outage + 3)];
      expect(Math.min(...settling)).toBeGreaterThanOrEqual(EVERY / 2);
      expect(Math.max(...settling)).toBeLessThanOrEqual(EVERY + 1);
    }
    const perMinute = new Map<number, number>();
    for (const { minute } of [...calls.values()].flat())
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    perMinute.delete(1);
    perMinute.delete(AWAY.to + 1);
    expect(Math.max(...perMinute.values())).toBeLessThanOrEqual(STEADY.length / 4);
  });
});
