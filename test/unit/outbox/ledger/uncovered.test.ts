import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import type { FiringSeries, Series } from '../../../../src/outbox/ledger/series.ts';
import { uncoveredReason } from '../../../../src/outbox/ledger/uncovered.ts';

const FIRES: FiringSeries = {
  ...{ alarmId: 'a1' as AlarmId, episode: 'e1' as EpisodeId, state: 'firing', source: 's', name: 'n' },
  ...{ fingerprint: 'f', level: 'Critical', startedAt: 1, lastSeenAt: 1, cocFires: true },
};
const { cocFires: _, ...UNTOLD } = FIRES;
const KEY = 'k1' as IncidentKey;

const incident = (state: Incident['state'], by?: 'agent' | 'person') =>
  ({ key: KEY, alarmId: 'a1', episode: 'e1', policy: 'p', requestedAt: 1, state, by }) as unknown as Incident;
const reasonOf = (series: Series, known?: Incident) =>
  uncoveredReason(series, { incidentOf: () => known, configuration: 'c1' });

describe('a firing Critical alarm', () => {
  it.each([
    ['requested', undefined, 'waits'],
    ['undecided', undefined, 'waits'],
    ['failed', undefined, 'refused'],
    ['cancelled', undefined, 'ended'],
    ['rejected', 'person', 'closed'],
    ['completed', 'person', 'closed'],
    ['completed', 'agent', 'ended'],
    ['opened', undefined, undefined],
    ['accepted', 'person', undefined],
    ['resolved', 'agent', 'solved'],
    ['resolved', 'person', 'solved'],
    ['unknown', 'person', undefined],
  ] as const)('whose incident is %s (by %s): %s', (state, by, reason) => {
    expect(reasonOf(FIRES, incident(state, by))).toBe(reason);
  });

  it.each(['failed', 'rejected', 'completed', 'resolved'] as const)(
    'that no policy wants an incident for after its own is %s: no-policy',
    (state) => {
      expect(reasonOf({ ...FIRES, unwantedUnder: 'c1' }, incident(state, 'person'))).toBe('no-policy');
    },
  );

  it('is judged anew under another configuration', () => {
    const before = { ...FIRES, unwantedUnder: 'c0' };
    expect(reasonOf(before, incident('failed'))).toBe('refused');
    expect(reasonOf({ ...before, level: 'Major', incident: KEY }, incident('failed'))).toBe('refused');
  });

  it.each(['opened', 'accepted', 'unknown'] as const)('is covered by one that is %s again', (state) => {
    expect(reasonOf({ ...FIRES, unwantedUnder: 'c1' }, incident(state, 'person'))).toBeUndefined();
  });

  it('whose incident COC does not have any more: gone', () => {
    const gone = { ...incident('rejected', 'person'), isGone: true } as Incident;
    expect(reasonOf(FIRES, gone)).toBe('gone');
  });

  it('whose solution is being taken back is not covered before COC shows that', () => {
    const taken = { ...incident('resolved', 'agent'), step: 'return' } as Incident;
    expect(reasonOf(FIRES, taken)).toBe('solved');
  });

  it('without any incident waits for COC, or is asked for by no policy', () => {
    expect(reasonOf(FIRES)).toBe('no-policy');
    expect(reasonOf({ ...UNTOLD, toldAt: 5 })).toBe('no-policy');
    expect(reasonOf(UNTOLD)).toBe('not-told');
  });
});

describe('an alarm that needs no incident', () => {
  it.each<[string, Series]>([
    ['is over', { ...FIRES, state: 'resolved', endedAt: 2, closedAt: 2 }],
    [
      'is held back',
      { ...FIRES, state: 'recovering', endedAt: 2, closedAt: 2, held: { entry: 1, until: 3 } },
    ],
    ['is less than Critical', { ...FIRES, level: 'Major' }],
  ])('%s', (_words, series) => {
    expect(reasonOf(series, incident('failed'))).toBeUndefined();
  });

  it('but one that shares an incident counts at any level', () => {
    expect(reasonOf({ ...FIRES, level: 'Major', incident: KEY }, incident('failed'))).toBe('refused');
  });
});
