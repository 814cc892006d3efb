import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { ledgerShardsOf } from '../../../../src/outbox/events/event-subject.ts';
import { LEDGER_SHARDS, shardOf } from '../../../../src/outbox/events/hash.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { LedgerDraft } from '../../../../src/outbox/ledger/ledger-draft.ts';

const alarmId = 'a' as AlarmId;
const episode = 'e1' as EpisodeId;
const key = 'k1' as IncidentKey;
const series = { alarmId, source: 's', fingerprint: 'f', name: 'n', level: 'Major' } as const;
const opened: OutboxEvent = { type: 'episode.opened', ...series, episode, startedAt: 1 };
const closed: OutboxEvent = { type: 'episode.closed', ...series, episode, endedAt: 2 };
const requested: OutboxEvent = { type: 'incident.requested', key, alarmId, episode, policy: 'p' };
const incidentOpened: OutboxEvent = { type: 'incident.opened', key, alarmId, incidentNum: 'I1' };
const shard = shardOf(alarmId);

describe('the ledger', () => {
  it('ignores what a stored shard holds already', () => {
    const ledger = new Ledger();
    const stored = new Ledger();
    stored.fold(opened, { seq: 5, at: 1 });
    ledger.restore(shard, stored.snapshot(shard, { position: 5, forgetBefore: 0 }));
    ledger.fold(closed, { seq: 5, at: 1 });
    expect(ledger.series(alarmId)?.state).toBe('firing');
    ledger.fold(closed, { seq: 6, at: 1 });
    expect(ledger.series(alarmId)?.state).toBe('resolved');
  });

  it('changes everything by an event about all, but for the shards that hold it already', () => {
    const [other, set] = ['b' as AlarmId, { type: 'clock.set', by: 1_000, notAfter: 9_000 } as const];
    if (shardOf(other) === shard) throw new Error('both in one shard');
    const stored = new Ledger();
    stored.fold(opened, { seq: 1, at: 1 });
    const next = (position: number) => {
      const ledger = new Ledger();
      ledger.restore(shard, stored.snapshot(shard, { position, forgetBefore: 0 }));
      ledger.fold({ ...opened, alarmId: other }, { seq: 2, at: 1 });
      ledger.fold(requested, { seq: 3, at: 1 });
      ledger.fold(set, { seq: 5, at: 1 });
      return [alarmId, other].map((id) => ledger.series(id)?.lastSeenAt);
    };
    expect([next(4), next(5), next(6)]).toEqual([
      [1_001, 1_001],
      [1, 1_001],
      [1, 1_001],
    ]);
  });

  it('knows the incidents that COC refused while alarms of them fire', () => {
    const ledger = new Ledger();
    const failed: OutboxEvent = { type: 'incident.failed', key, alarmId, detail: 'no such user' };
    const ended = () => [...ledger.endedFiringIncidents()].map((one) => one.key);
    ledger.fold(opened, { seq: 1, at: 1 });
    ledger.fold(requested, { seq: 2, at: 1 });
    expect(ended()).toEqual([]);
    ledger.fold(failed, { seq: 3, at: 1 });
    expect([ended(), ended()]).toEqual([[key], [key]]);
    ledger.fold(closed, { seq: 4, at: 1 });
    expect(ended()).toEqual([]);
  });

  it('keeps its incidents when a source gets another name', () => {
    const ledger = new Ledger();
    ledger.fold(opened, { seq: 1, at: 1 });
    ledger.fold(requested, { seq: 2, at: 1 });
    const before = ledger.incident(key);
    ledger.fold({ type: 'source.renamed', from: 's', to: 't' }, { seq: 3, at: 2 });
    expect(ledger.series(alarmId)?.source).toBe('t');
    expect([...ledger.everyIncident()]).toEqual([before]);
  });

  it('is read in parts, each a copy that later events do not change', () => {
    const ledger = new Ledger();
    const names = Array.from({ length: 200 }, (_, i) => `s${i}` as AlarmId);
    for (const [i, name] of names.entries()) ledger.fold({ ...opened, alarmId: name }, { seq: i + 1, at: 1 });
    const parts = [...ledger.parts()];
    expect(parts).toHaveLength(ledger.partCount);
    expect(new Set(parts.flat().map((one) => one.alarmId))).toEqual(new Set(names));
    ledger.fold({ ...opened, alarmId: 'later' as AlarmId }, { seq: 201, at: 1 });
    expect(parts.flat()).toHaveLength(200);
  });

  it('restores a stored shard as it was', () => {
    const ledger = new Ledger();
    ledger.fold(opened, { seq: 1, at: 1 });
    const stored = ledger.snapshot(shard, { position: 1, forgetBefore: 0 });
    const next = new Ledger();
    next.restore(shard, stored);
    expect([...next.everySeries()]).toEqual([...ledger.everySeries()]);
  });

  it('finds the incidents of a stored shard as it found them before', () => {
    const ledger = new Ledger();
    const shared: OutboxEvent = { ...requested, correlation: 'c' } as OutboxEvent;
    const linked: OutboxEvent = { type: 'episode.linked', alarmId, episode, incident: key };
    const started: OutboxEvent = { type: 'attempt.started', entry: 9, alarmId, key };
    for (const [i, event] of [opened, shared, started, started, linked, incidentOpened].entries())
      ledger.fold(event, { seq: i + 1, at: 1 });
    const next = new Ledger();
    for (const one of new Set([shard, shardOf(key)]))
      next.restore(one, ledger.snapshot(one, { position: 6, forgetBefore: 0 }));
    for (const one of [ledger, next]) {
      expect(one.latestIncident('p/c')?.key).toBe(key);
      expect([...one.spentIncidents(2)].map((incident) => incident.key)).toEqual([key]);
      expect([...one.followedIncidents()].map((incident) => incident.key)).toEqual([key]);
      expect([...one.doubtfulIncidents()].map((incident) => incident.key)).toEqual([key]);
      expect(one.linkedFiring(key)).toBe(1);
    }
  });

  it('gives its series in parts, each of which is a copy', () => {
    const ledger = new Ledger();
    ledger.fold(opened, { seq: 1, at: 1 });
    const parts = [...ledger.parts()];
    ledger.fold({ ...opened, alarmId: 'b' as AlarmId }, { seq: 2, at: 1 });
    expect([parts.length, parts.flat().map((one) => one.alarmId)]).toEqual([ledger.partCount, [alarmId]]);
  });

  it('finds the incident of a series: the one that it shares, or its own', () => {
    const ledger = new Ledger();
    for (const [i, event] of [opened, requested].entries()) ledger.fold(event, { seq: i + 1, at: 1 });
    const known = ledger.series(alarmId);
    if (!known || known.state === 'tombstone') throw new Error('no episode');
    expect(ledger.incidentOf(known)).toBeUndefined();
    expect(ledger.incidentOf({ ...known, incident: key })?.key).toBe(key);
    expect(ledger.incidentOf({ ...known, episode: 'k1' as EpisodeId })?.key).toBe(key);
    const end = { endedAt: 1, closedAt: 1, lastSeenAt: 1, firstEndedAt: 1 };
    expect(ledger.incidentOf({ ...series, ...end, state: 'tombstone' })).toBeUndefined();
  });

  it('files an incident under its key, and an entry under its alarm', () => {
    expect(ledgerShardsOf(requested)).toEqual([shardOf(key)]);
    expect(ledgerShardsOf(opened)).toEqual([shard]);
    expect(ledgerShardsOf({ type: 'entry.lost', entry: 1, lane: 1 })).toEqual([]);
    expect(ledgerShardsOf({ type: 'clock.set', by: 1, notAfter: 1 })).toHaveLength(LEDGER_SHARDS);
  });
});

it('forgets the oldest ended series of one source, and none of another', () => {
  const ledger = new Ledger();
  const ended = (name: string, source: string, at: number) => {
    const about = { ...series, alarmId: name as AlarmId, source };
    ledger.fold({ type: 'episode.opened', ...about, episode, startedAt: at }, { seq: at, at });
    ledger.fold({ type: 'episode.closed', ...about, episode, endedAt: at }, { seq: at + 1, at });
  };
  ended('quiet', 'other', 10);
  ended('old', 'flood', 20);
  ended('new', 'flood', 30);
  expect(ledger.forgetOldest('flood', 1)).toBe(1);
  expect([...ledger.everySeries()].map(({ alarmId: id }) => id).sort()).toEqual(['new', 'quiet']);
  expect([ledger.countSeriesOf('flood'), ledger.countSeriesOf('other')]).toEqual([1, 1]);
});

describe('forgetting', () => {
  function ledgerAfter(events: readonly OutboxEvent[], forgetBefore: number): Ledger {
    const ledger = new Ledger();
    events.forEach((event, i) => {
      ledger.fold(event, { seq: i + 1, at: 100 });
    });
    for (const each of [shard, shardOf(key)]) ledger.snapshot(each, { position: 9, forgetBefore });
    return ledger;
  }

  it('keeps an open episode however old it is', () => {
    expect(ledgerAfter([opened], 1_000).series(alarmId)).toBeDefined();
  });

  it('keeps an ended series until its time is over', () => {
    expect(ledgerAfter([opened, closed], 100).series(alarmId)).toBeDefined();
    expect(ledgerAfter([opened, closed], 101).series(alarmId)).toBeUndefined();
  });

  it('keeps the incident of an open episode, or it would be opened again', () => {
    expect(ledgerAfter([opened, requested, incidentOpened], 1_000).incident(key)).toBeDefined();
  });

  it('follows an incident that stays open for 29 days longer than its episode', () => {
    const events = [opened, requested, incidentOpened, closed];
    const days29 = 29 * 86_400_000;
    expect(ledgerAfter(events, 100 + days29).incident(key)).toBeDefined();
    expect(ledgerAfter(events, 101 + days29).incident(key)).toBeUndefined();
  });

  it('forgets an incident that was completed after its episode', () => {
    const completed: OutboxEvent = {
      ...{ type: 'incident.moved', key, alarmId, state: 'completed', by: 'person' },
    };
    const events = [opened, requested, incidentOpened, closed, completed];
    expect(ledgerAfter(events, 100).incident(key)).toBeDefined();
    expect(ledgerAfter(events, 101).incident(key)).toBeUndefined();
  });

  it('keeps a shared incident while an alarm that joined it fires, though its first alarm is long over', () => {
    const other = { ...series, alarmId: 'b' as AlarmId };
    const another = 'e2' as EpisodeId;
    const joined: OutboxEvent[] = [
      { type: 'episode.opened', ...other, episode: another, startedAt: 1 },
      { type: 'incident.joined', key, alarmId: other.alarmId, episode: another, name: 'n', reason: 'open' },
      { type: 'episode.linked', alarmId: other.alarmId, episode: another, incident: key },
    ];
    const events = [opened, requested, incidentOpened, ...joined, closed];
    const forgetBefore = 101 + 29 * 86_400_000;
    expect(ledgerAfter(events, forgetBefore).incident(key)).toBeDefined();
    const over: OutboxEvent = { type: 'episode.closed', ...other, episode: another, endedAt: 2 };
    expect(ledgerAfter([...events, over], forgetBefore).incident(key)).toBeUndefined();
  });

  it('finds the latest incident of a correlation after an older one is forgotten', () => {
    const ledger = new Ledger();
    const newer = 'k2' as IncidentKey;
    const shared = { ...requested, correlation: 'c' } as const;
    const completed: OutboxEvent = { type: 'incident.moved', key, alarmId, state: 'completed', by: 'agent' };
    for (const [i, event] of [shared, incidentOpened, completed].entries())
      ledger.fold(event, { seq: i + 1, at: i + 1 });
    ledger.fold({ ...shared, key: newer }, { seq: 4, at: 4 });
    ledger.snapshot(shardOf(key), { position: 4, forgetBefore: 1_000 });
    expect(ledger.incident(key)).toBeUndefined();
    expect(ledger.latestIncident('p/c')?.key).toBe(newer);
  });

  it('keeps an incident that is not decided', () => {
    const started: OutboxEvent = { type: 'attempt.started', entry: 9, alarmId, key };
    for (const events of [[requested], [requested, started], [opened, requested, started, closed]])
      expect(ledgerAfter(events, 1_000).incident(key)).toBeDefined();
  });

  it('keeps an incident that ended long ago for as long as its ended series is known', () => {
    const ledger = new Ledger();
    const completed: OutboxEvent = { type: 'incident.moved', key, alarmId, state: 'completed', by: 'person' };
    for (const [i, event] of [opened, requested, incidentOpened, completed].entries())
      ledger.fold(event, { seq: i + 1, at: 1 });
    ledger.fold(closed, { seq: 5, at: 500 });
    const kept = (forgetBefore: number) => {
      for (const one of [shard, shardOf(key)]) ledger.snapshot(one, { position: 5, forgetBefore });
      return ledger.incident(key) !== undefined;
    };
    expect([kept(500), kept(501)]).toEqual([true, false]);
  });
});

describe('a draft', () => {
  it('sees what was folded into it, and leaves its base alone', () => {
    const ledger = new Ledger();
    ledger.fold(opened, { seq: 1, at: 1 });
    const draft = new LedgerDraft(ledger);
    draft.fold(closed, { seq: 9, at: 2 });
    draft.fold(requested, { seq: 9, at: 2 });
    expect([draft.series(alarmId)?.state, draft.incident(key)?.state]).toEqual(['resolved', 'requested']);
    expect([ledger.series(alarmId)?.state, ledger.incident(key)]).toEqual(['firing', undefined]);
  });
});
