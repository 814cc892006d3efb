import { describe, expect, it } from 'vitest';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { hash53, shardOf } from '../../../src/outbox/events/hash.ts';
import type { RecordRef } from '../../../src/outbox/ports/record-ref.ts';
import { OutboxState } from '../../../src/outbox/state.ts';
import { firing } from '../../support/alerts.ts';
import { reportAlarm } from '../../support/entries.ts';

const REF = 1n as RecordRef;
const record = (seq: number, ...events: readonly OutboxEvent[]) => ({ v: 1, seq, at: 5, events }) as const;
const queued = (name: string, dueAt?: number): OutboxEvent => ({
  type: 'entry.queued',
  body: reportAlarm(name),
  ...(dueAt !== undefined && { dueAt }),
});
const { alarmId, source, fingerprint, name, level } = firing('a').alert;
const opened: OutboxEvent = {
  ...{ type: 'episode.opened', alarmId, source, fingerprint, name, level, startedAt: 1 },
  episode: reportAlarm('a').episode,
};

describe('the state of the outbox', () => {
  it('is restored from records, shards, and changes of pending entries', () => {
    const first = new OutboxState();
    first.restore({ kind: 'record', record: record(1, opened, queued('a')), ref: REF }, 0);
    const shard = shardOf(alarmId);
    const next = new OutboxState();
    next.restore({ kind: 'ledger-shard', shard, content: first.ledgerShard(shard, 0) }, 0);
    expect(next.ledger.series(alarmId)?.state).toBe('firing');
    const { destinations } = first;
    next.restore({ kind: 'pending', entries: first.pendingBetween(1, 2), destinations }, 0);
    const change = { entry: 2, lane: hash53('a') };
    next.restore({ kind: 'changes', changes: [{ ...change, update: { attempts: 4 } }] }, 0);
    expect([...next.pendingEntries()]).toMatchObject([{ seq: 2, attempts: 4 }]);
    next.restore({ kind: 'changes', changes: [change] }, 0);
    expect(next.pendingCount).toBe(0);
  });

  it('takes from a record of the ledger no entry', () => {
    const state = new OutboxState();
    state.restore({ kind: 'ledger-record', record: record(1, opened, queued('a')), ref: REF }, 0);
    expect([state.ledger.series(alarmId)?.state, state.pendingCount]).toEqual(['firing', 0]);
  });

  it('knows the last number that is used', () => {
    const state = new OutboxState();
    expect([state.lastSeq, state.nextSeq]).toEqual([0, 1]);
    state.fold(record(1, opened, queued('a')), REF, 0);
    expect([state.lastSeq, state.nextSeq]).toEqual([2, 3]);
    state.seen(1);
    expect(state.lastSeq).toBe(2);
    state.seen(9);
    expect(state.lastSeq).toBe(9);
    expect(state.ledgerShard(shardOf(alarmId), 0)).toMatchObject({ position: 9, series: [{ alarmId: 'a' }] });
  });

  it('forgets what ended before a time when it is stored', () => {
    const state = new OutboxState();
    const { type: _, startedAt: __, ...about } = opened as Extract<OutboxEvent, { type: 'episode.opened' }>;
    state.fold(record(1, opened, { type: 'episode.closed', ...about, endedAt: 3 }), REF, 0);
    expect(state.ledgerShard(shardOf(alarmId), 5).series).toHaveLength(1);
    expect(state.ledgerShard(shardOf(alarmId), 6).series).toEqual([]);
  });

  it('lists pending entries between two numbers in their order, whatever their places', () => {
    const state = new OutboxState();
    state.fold(record(1, queued('a'), queued('b'), queued('c')), REF, 0);
    for (const [entry, lane] of [
      [1, 'a'],
      [2, 'b'],
    ] as const)
      state.restore({ kind: 'changes', changes: [{ entry, lane: hash53(lane) }] }, 0);
    state.fold(record(4, queued('d'), queued('e'), queued('f')), REF, 0);
    const seqs = (first: number, last: number) => state.pendingBetween(first, last).map(({ seq }) => seq);
    expect([seqs(1, 9), seqs(4, 5), seqs(7, 9)]).toEqual([[3, 4, 5, 6], [4, 5], []]);
  });

  it('counts what waits at each destination by its name', () => {
    const state = new OutboxState();
    state.fold(record(1, queued('a'), queued('b', 90)), REF, 10);
    const own = { look: 0, refusal: 0, backoff: 0, parked: 1, held: 0 };
    expect([...state.waits(10)]).toEqual([['alarms/default', { entries: 2, own, nextAt: 90 }]]);
  });
});
