import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import { correctIncident, correctSeries, latestTime } from '../../../../src/outbox/ledger/corrected-times.ts';
import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';

const NOW = 1_000_000;
const FACTS = {
  ...{ alarmId: 'a' as AlarmId, source: 'prod', fingerprint: 'f', name: 'Disk', level: 'Major' as const },
  ...{ episode: 'e' as EpisodeId, startedAt: NOW + 50 },
};
/** A series with every time that there is. */
const recovering = (at: number): Series => ({
  ...FACTS,
  ...{
    state: 'recovering',
    lastSeenAt: at,
    toldAt: at - 1,
    staleAt: at - 2,
    endedAt: NOW + 60,
    closedAt: at - 3,
  },
  held: { entry: 1, until: at + 10 },
  heard: {
    ...{ startsAt: NOW + 70, noted: { startsAt: NOW + 80, at: at - 4 }, updatedAt: at - 5 },
    early: [{ startsAt: NOW + 90, at: at - 6 }],
  },
  unsent: [
    {
      ...{
        entry: 1,
        episode: 'e' as EpisodeId,
        status: 'alarm',
        level: 'Major',
        time: NOW + 90,
        integration: 'i',
      },
      parked: { at: at - 6, until: at + 300 },
    },
    { entry: 2, episode: 'e' as EpisodeId, status: 'ok', level: 'Major', time: NOW + 91, integration: 'i' },
  ],
});
const incident = (at: number): Incident => ({
  ...{ key: 'k' as IncidentKey, alarmId: 'a' as AlarmId, episode: 'e' as EpisodeId, policy: 'p' },
  ...{ state: 'opened', incidentNum: 'IM1', requestedAt: at - 9, openedAt: at - 8, changedAt: at - 7 },
  ...{
    joinedAt: at - 6,
    quietSince: at - 5,
    toldAt: at - 4,
    forwardedAt: at - 3,
    shownAt: at - 9,
    boundUntil: at - 9,
  },
});

describe('the times that the agent read from its clock', () => {
  it('move with the clock, so that all durations stay, in both directions', () => {
    const step = fc.integer({ min: -NOW, max: NOW });
    fc.assert(
      fc.property(step, fc.nat({ max: NOW }), (by, age) => {
        const set = { type: 'clock.set', by, notAfter: NOW + by } as const;
        expect(correctSeries(recovering(NOW - age), set)).toEqual(recovering(NOW - age + by));
        expect(correctIncident(incident(NOW - age), set)).toEqual(incident(NOW - age + by));
      }),
    );
  });

  it('count as now when they lie in the future, with the waits from then on', () => {
    const set = { type: 'clock.set', by: 0, notAfter: NOW } as const;
    const corrected = correctSeries(recovering(NOW + 100), set);
    expect(corrected).toMatchObject({ lastSeenAt: NOW, toldAt: NOW, staleAt: NOW, closedAt: NOW });
    expect(corrected.heard).toMatchObject({
      ...{ noted: { at: NOW }, updatedAt: NOW, early: [{ startsAt: NOW + 90, at: NOW }] },
    });
    expect(corrected.unsent?.[0]?.parked).toEqual({ at: NOW, until: NOW + 306 });
    expect(correctIncident(incident(NOW + 100), set)).toMatchObject({
      ...{ requestedAt: NOW, openedAt: NOW, changedAt: NOW, joinedAt: NOW, quietSince: NOW },
    });
  });

  it('are not those that a source told', () => {
    const { startedAt, heard, unsent } = correctSeries(recovering(NOW), {
      ...{ type: 'clock.set', by: -500, notAfter: NOW - 500 },
    }) as Series & { readonly startedAt: number };
    expect([startedAt, heard?.startsAt, heard?.noted?.startsAt, unsent?.[1]?.time]).toEqual([
      NOW + 50,
      NOW + 70,
      NOW + 80,
      NOW + 91,
    ]);
  });

  it.each<[string, number, number, number]>([
    ['moves with the clock by which it was told', -999, -500, -999 - 500],
    ['stays where it is, told by the clock of its source', -1_000, -500, -1_000],
    ['is no later than the request', -1_000, -5_000, -5_000],
    ['that lay in the future does so no more', 200, -500, -500],
  ])('the begin of the problem of an incident %s', (_what, startedAfter, by, expected) => {
    const requested: Incident = { ...incident(NOW + 9), startedAt: NOW + startedAfter };
    const corrected = correctIncident(requested, { type: 'clock.set', by, notAfter: NOW + by });
    expect(corrected.requestedAt).toBe(NOW + by);
    expect((corrected.startedAt ?? 0) - NOW).toBe(expected);
  });

  it('stay absent where there are none', () => {
    const tombstone: Series = {
      ...{ alarmId: 'a' as AlarmId, source: 'prod', fingerprint: 'f', name: 'Disk', level: 'Major' },
      ...{ state: 'tombstone', lastSeenAt: 5, endedAt: 1, closedAt: 5, firstEndedAt: 1 },
    };
    const set = { type: 'clock.set', by: 3, notAfter: NOW } as const;
    expect(correctSeries(tombstone, set)).toEqual({ ...tombstone, lastSeenAt: 8, closedAt: 8 });
  });

  it.each(['lastSeenAt', 'toldAt', 'staleAt', 'closedAt', 'resolveToldAt', 'linkedAt'] as const)(
    'are the latest of a series where the latest is %s',
    (name) => {
      expect(latestTime(recovering(NOW))).toBe(NOW);
      expect(latestTime({ ...recovering(NOW), [name]: NOW + 1 })).toBe(NOW + 1);
    },
  );

  it.each([
    ...([
      'requestedAt',
      'openedAt',
      'changedAt',
      'joinedAt',
      'quietSince',
      'toldAt',
      'forwardedAt',
      'shownAt',
      'boundUntil',
    ] as const),
  ])('are the latest of an incident where the latest is %s', (name) => {
    expect(latestTime(incident(NOW))).toBe(NOW - 3);
    expect(latestTime({ ...incident(NOW), [name]: NOW + 1 })).toBe(NOW + 1);
  });
});
