import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { LedgerDraft } from '../../../../src/outbox/ledger/ledger-draft.ts';

const HOUR = 3_600_000;
const requested = (key: string, correlation?: string): OutboxEvent => ({
  type: 'incident.requested',
  ...{ key: key as IncidentKey, alarmId: `alarm-${key}` as AlarmId, episode: `ep-${key}` as EpisodeId },
  policy: 'critical',
  ...(correlation !== undefined && { correlation }),
});
const cancelled = (key: string): OutboxEvent => ({
  type: 'entry.cancelled',
  ...{ entry: 1, alarmId: `alarm-${key}` as AlarmId, key: key as IncidentKey, reason: 'resolved' },
});

/** A draft over these events, with more events in the draft alone. Each is decided at its time. */
function draftOf(base: readonly (readonly [number, OutboxEvent])[], own: typeof base) {
  const ledger = new Ledger();
  base.forEach(([at, event], i) => {
    ledger.fold(event, { seq: i + 1, at });
  });
  const draft = new LedgerDraft(ledger);
  own.forEach(([at, event], i) => {
    draft.fold(event, { seq: base.length + i + 1, at });
  });
  return { ledger, draft };
}

it('a draft has each incident once, as it is in the draft', () => {
  const base = [requested('k1'), requested('k2')].map((event) => [1, event] as const);
  const { ledger, draft } = draftOf(base, [
    [2, cancelled('k1')],
    [2, requested('k3')],
  ]);
  const statesIn = (view: Pick<LedgerDraft, 'everyIncident'>) =>
    [...view.everyIncident()].map(({ key, state }) => `${key} ${state}`).sort();
  expect(statesIn(draft)).toEqual(['k1 cancelled', 'k2 requested', 'k3 requested']);
  expect(statesIn(ledger)).toEqual(['k1 requested', 'k2 requested']);
});

describe('the latest incident of a correlation', () => {
  it('is that of the draft, or else that of its base', () => {
    const { ledger, draft } = draftOf([[1, requested('k1', 'db')]], [[2, requested('k2', 'db')]]);
    expect(draft.latestIncident('critical/db')?.key).toBe('k2');
    expect(ledger.latestIncident('critical/db')?.key).toBe('k1');
    expect(draft.latestIncident('critical/other')).toBeUndefined();
    const unchanged = draftOf([[1, requested('k1', 'db')]], [[2, requested('k2', 'web')]]).draft;
    expect(unchanged.latestIncident('critical/db')?.key).toBe('k1');
  });

  it('has the state that the draft gave it', () => {
    const { draft } = draftOf([[1, requested('k1', 'db')]], [[2, cancelled('k1')]]);
    expect(draft.latestIncident('critical/db')).toMatchObject({ key: 'k1', state: 'cancelled' });
  });

  it('is the one requested last, and at the same time the one with the higher number', () => {
    const { ledger } = draftOf(
      [
        [5, requested('k9', 'db')],
        [5, requested('k10', 'db')],
        [5, requested('k11', 'db')],
        [9, requested('j1', 'db')],
      ],
      [],
    );
    const latestAfter = (...keys: string[]) =>
      draftOf(
        keys.map((key) => [5, requested(key, 'db')] as const),
        [],
      ).ledger.latestIncident('critical/db')?.key;
    expect(ledger.latestIncident('critical/db')?.key).toBe('j1');
    const setBack = draftOf(
      [
        [9, requested('j1', 'db')],
        [5, requested('k9', 'db')],
      ],
      [],
    );
    expect(setBack.ledger.latestIncident('critical/db')?.key).toBe('j1');
    expect(latestAfter('k9', 'k10')).toBe('k10');
    expect(latestAfter('k10', 'k9')).toBe('k10');
    expect(latestAfter('k11', 'k10')).toBe('k11');
    expect(latestAfter('k10', 'k11')).toBe('k11');
  });

  it('is none of those without a correlation', () => {
    const { ledger } = draftOf([[1, requested('k1')]], []);
    expect(ledger.latestIncident('critical/undefined')).toBeUndefined();
    expect(ledger.latestIncident('undefined')).toBeUndefined();
  });
});

it('a draft counts the alarms of an incident that fire in it: those of its base that are not over, and its own', () => {
  const key = 'k1' as IncidentKey;
  const about = (name: string) => ({ alarmId: name as AlarmId, episode: `ep-${name}` as EpisodeId });
  const facts = (name: string) => ({
    ...about(name),
    source: 's',
    fingerprint: name,
    name,
    level: 'Major' as const,
  });
  const opened = (name: string): OutboxEvent => ({ type: 'episode.opened', ...facts(name), startedAt: 1 });
  const closed = (name: string): OutboxEvent => ({ type: 'episode.closed', ...facts(name), endedAt: 2 });
  const linked = (name: string): OutboxEvent => ({ type: 'episode.linked', ...about(name), incident: key });
  const base = [requested('k1', 'db'), opened('a'), linked('a'), opened('b'), linked('b')];
  const { ledger, draft } = draftOf(
    base.map((event) => [1, event] as const),
    [],
  );
  const counts = () => {
    const incident = draft.incident(key);
    return [[...draft.linkedAlarms(key)], draft.linkedFiring(key), incident && draft.fires(incident)];
  };
  const then = (event: OutboxEvent) => draft.fold(event, { seq: 99, at: 9 });
  expect(counts()).toEqual([['a', 'b'], 2, true]);
  then(closed('a'));
  expect(counts()).toEqual([['b'], 1, true]);
  then(opened('c'));
  then(linked('c'));
  expect(counts()).toEqual([['b', 'c'], 2, true]);
  then(closed('b'));
  then(closed('c'));
  expect(counts()).toEqual([[], 0, false]);
  expect(ledger.linkedFiring(key)).toBe(2);
});

describe('the incidents that count towards a budget', () => {
  const keys = (incidents: Iterable<{ readonly key: string }>) => [...incidents].map(({ key }) => key);

  it('are those of the base and of the draft, each once, without those that were cancelled', () => {
    const { ledger, draft } = draftOf(
      [
        [1, requested('k1')],
        [2, requested('k2')],
      ],
      [
        [3, requested('k3')],
        [4, cancelled('k2')],
        [5, requested('k4')],
        [6, cancelled('k4')],
      ],
    );
    expect(keys(draft.spentIncidents(10))).toEqual(['k1', 'k3']);
    expect(keys(ledger.spentIncidents(10))).toEqual(['k1', 'k2']);
  });

  it('count once in a draft that changes them', () => {
    const opened: OutboxEvent = {
      ...{
        type: 'incident.opened',
        key: 'k1' as IncidentKey,
        alarmId: 'alarm-k1' as AlarmId,
        incidentNum: 'I1',
      },
    };
    const { draft } = draftOf([[1, requested('k1')]], [[2, opened]]);
    expect(keys(draft.spentIncidents(10))).toEqual(['k1']);
  });

  it('are those of the last hour', () => {
    const { draft } = draftOf([[1, requested('k1')]], [[2, requested('k2')]]);
    expect(keys(draft.spentIncidents(HOUR))).toEqual(['k1', 'k2']);
    expect(keys(draft.spentIncidents(HOUR + 1))).toEqual(['k2']);
    expect(keys(draft.spentIncidents(HOUR + 2))).toEqual([]);
  });

  it('are not those of a storm', () => {
    const { draft } = draftOf([], [[1, { ...requested('k1'), storm: 'all' } as OutboxEvent]]);
    expect(keys(draft.spentIncidents(2))).toEqual([]);
  });
});
