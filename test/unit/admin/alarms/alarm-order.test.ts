import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALARM_ORDERS,
  compareInList,
  cursorOf,
  type Place,
  placeFromCursor,
  placeOfAlarm,
} from '../../../../src/admin/alarms/alarm-order.ts';
import { FirstOf, type ListedSeries } from '../../../../src/admin/alarms/first-of.ts';
import { ALARM_LEVELS, type AlarmId } from '../../../../src/alerts/alert.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';

function place(alarmId: string, startedAt: number, key = ''): Place {
  return { alarmId: alarmId as AlarmId, startedAt, key };
}

const order = fc.constantFrom(...ALARM_ORDERS);
const anyPlace = fc.record({
  alarmId: fc.constantFrom('a', 'b', 'c', 'd').map((id) => id as AlarmId),
  startedAt: fc.integer({ min: 0, max: 2 }),
  key: fc.constantFrom('', 'x', 'y'),
});

describe('the place of an alarm in a list', () => {
  const series = { alarmId: 'a', startedAt: 5, state: 'firing', level: 'Critical', name: 'Disk' } as Series;

  it.each([
    ['newest', ''],
    ['oldest', ''],
    ['level', '0'],
    ['name', 'Disk'],
  ] as const)('by %s goes by the key %j', (by, key) => {
    expect(placeOfAlarm(series, by)).toEqual({ startedAt: 5, alarmId: 'a', key });
  });

  it.each([
    ['a'.repeat(501), 'a'.repeat(500)],
    [`${'a'.repeat(499)}🔥`, `${'a'.repeat(499)}\ufffd`],
    ['警'.repeat(3_000), '警'.repeat(500)],
  ])('by name goes by the beginning of a long one, which a cursor can hold (case %#)', (name, key) => {
    const found = placeOfAlarm({ ...series, name }, 'name');
    expect(found.key).toBe(key);
    expect(placeFromCursor(cursorOf(found))).toEqual(found);
  });

  it('by level begins with the worst', () => {
    const ranks = ALARM_LEVELS.map((level) => placeOfAlarm({ ...series, level }, 'level').key);
    expect(ranks).toEqual(['0', '1', '2', '3']);
  });
});

describe('two places', () => {
  it.each([
    ['newest', place('a', 2), place('b', 1)],
    ['oldest', place('b', 1), place('a', 2)],
    ['newest', place('a', 1), place('b', 1)],
    ['oldest', place('a', 1), place('b', 1)],
    ['name', place('b', 1, 'x'), place('a', 2, 'y')],
    ['name', place('b', 2, 'x'), place('a', 1, 'x')],
    ['level', place('b', 2, '0'), place('a', 1, '0')],
  ] as const)('by %s: %j comes before %j', (by, first, second) => {
    expect(compareInList(first, second, by)).toBeLessThan(0);
    expect(compareInList(second, first, by)).toBeGreaterThan(0);
    expect(compareInList(first, { ...first }, by)).toBe(0);
  });
});

describe('the first of many', () => {
  it('are those that a sort of all would have first, in its order', () => {
    fc.assert(
      fc.property(fc.array(anyPlace), fc.integer({ min: 1, max: 6 }), order, (places, limit, by) => {
        const first = new FirstOf(limit, by);
        for (const one of places) first.offer(one as ListedSeries);
        const sorted = places.toSorted((a, b) => compareInList(a, b, by)).slice(0, limit);
        expect(first.items).toEqual(sorted);
      }),
    );
  });
});

describe('a cursor', () => {
  it('stands for its place, whatever the name has in it', () => {
    const anywhere = fc.record({
      alarmId: fc.stringMatching(/^[A-Za-z0-9]{1,255}$/).map((id) => id as AlarmId),
      startedAt: fc.nat(),
      key: fc.string({ unit: 'grapheme', maxLength: 50 }),
    });
    fc.assert(
      fc.property(anywhere, (one) => {
        expect(placeFromCursor(cursorOf(one))).toEqual(one);
      }),
    );
  });

  it('has no third part where the order has no key', () => {
    expect(cursorOf(place('a', 7))).toBe('7.a');
    expect(cursorOf(place('a', 7, 'n'))).toBe('7.a.bg');
  });

  it.each(['', '7', '.a', '7.', 'x.a', '7.a.b!', ' 7.a', '7.a ', '7.a.bg.', '7.ä', `${'1'.repeat(17)}.a`])(
    'is none: %j',
    (text) => expect(placeFromCursor(text)).toBeUndefined(),
  );

  it.each([
    ['16 digits', `${'1'.repeat(16)}.a`, true],
    ['an id of 255', `1.${'a'.repeat(255)}`, true],
    ['an id of 256', `1.${'a'.repeat(256)}`, false],
    ['a key of 4000', `1.a.${'b'.repeat(4_000)}`, true],
    ['a key of 4001', `1.a.${'b'.repeat(4_001)}`, false],
  ])('with %s', (_what, text, valid) => expect(placeFromCursor(text) !== undefined).toBe(valid));
});
