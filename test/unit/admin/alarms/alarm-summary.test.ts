import { describe, expect, it } from 'vitest';
import { alarmSummary, knownToCoc } from '../../../../src/admin/alarms/alarm-summary.ts';
import { hash53 } from '../../../../src/outbox/events/hash.ts';
import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import type { OutboxView } from '../../../../src/outbox/state.ts';

function view({ waits = false, incident }: { readonly waits?: boolean; readonly incident?: object } = {}) {
  const holds = (lane: number) => waits && lane === hash53('am1');
  const ledger = { incidentOf: () => incident as Incident };
  return { state: { lanes: { holds }, ledger } as unknown as OutboxView, policy: { configuration: 'c1' } };
}

function series(changes: object = {}): Series {
  const facts = { alarmId: 'am1', name: 'Disk', level: 'Major', source: 'prod', fingerprint: 'f' };
  return { ...facts, lastSeenAt: 9, state: 'firing', startedAt: 5, ...changes } as unknown as Series;
}

const tombstone = { state: 'tombstone', startedAt: undefined, firstEndedAt: 6, endedAt: 7 };

describe('the summary of an alarm', () => {
  it('has the facts of one that fires', () => {
    expect(alarmSummary(series(), view())).toEqual({
      ...{ alarmId: 'am1', name: 'Disk', level: 'Major', state: 'firing', source: 'prod', fingerprint: 'f' },
      ...{ startedAt: 5, endedAt: null, lastSeenAt: 9, toldAt: null, coc: 'unknown', stale: false, flaps: 0 },
      ...{ incident: null, uncovered: null },
    });
  });

  it('has the end of one that is over, its flaps, and when COC was told', () => {
    const over = series({ state: 'recovering', endedAt: 8, flaps: 2, toldAt: 6, staleAt: 9 });
    expect(alarmSummary(over, view())).toMatchObject({
      ...{ state: 'resolved', endedAt: 8, flaps: 2, toldAt: 6, stale: true },
    });
  });

  it('has of an end that came alone what is known of it', () => {
    expect(alarmSummary(series({ ...tombstone, resolveToldAt: 8, flaps: 3 }), view())).toMatchObject({
      ...{ state: 'resolved', startedAt: 6, endedAt: 7, toldAt: 8, flaps: 0, coc: 'knows' },
    });
  });

  it('has its incident, with a number where COC gave one', () => {
    const summary = (incident: object) => alarmSummary(series(), view({ incident })).incident;
    expect(summary({ key: 'k1', state: 'requested' })).toEqual({
      key: 'k1',
      state: 'requested',
      number: null,
    });
    expect(summary({ key: 'k1', state: 'opened', incidentNum: 'IM1' })).toEqual({
      ...{ key: 'k1', state: 'opened', number: 'IM1' },
    });
  });
});

describe('what COC knows of an alarm', () => {
  const reassertion = { lastAlarm: { seq: 1, reassertion: true } };
  const first = { lastAlarm: { seq: 1, reassertion: false } };

  it.each([
    ['unknown', {}, false],
    ['waits', {}, true],
    ['knows', { toldAt: 5 }, false],
    ['knows', { cocFires: true }, false],
    ['waits', { toldAt: 5 }, true],
    ['waits', { toldAt: 5, ...first }, true],
    // It waits to be told again of what it knows.
    ['knows', { toldAt: 5, ...reassertion }, true],
    [
      'waits',
      { toldAt: 5, ...reassertion, target: { integration: 'a' }, unsent: [{ integration: 'b' }] },
      true,
    ],
    [
      'knows',
      { toldAt: 5, ...reassertion, target: { integration: 'a' }, unsent: [{ integration: 'a' }] },
      true,
    ],
    ['knows', { toldAt: 5, ...reassertion, unsent: [{ integration: 'b' }] }, true],
    ['waits', { cocFires: true, ...reassertion }, true],
    ['waits', { state: 'resolved', endedAt: 7, toldAt: 5, ...reassertion }, true],
    ['held', { state: 'recovering', endedAt: 7, toldAt: 5 }, true],
    ['held', { state: 'recovering', endedAt: 7, cocFires: true }, true],
    ['waits', { state: 'recovering', endedAt: 7 }, true],
    ['refused', { refusedUnder: 'c1', toldAt: 5 }, true],
    ['unknown', { ...tombstone, refusedUnder: 'c1' }, false],
    ['waits', tombstone, true],
    ['knows', { ...tombstone, resolveToldAt: 8 }, false],
  ])('is %j: %j, in a lane that holds something: %s', (known, changes, waits) => {
    expect(knownToCoc(series(changes), view({ waits }).state)).toBe(known);
  });
});
