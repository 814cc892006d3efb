import { expect, it } from 'vitest';
import { decideBatch } from '../../../../src/outbox/decide/decide-batch.ts';
import type { Decision } from '../../../../src/outbox/decide/decision.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { firing } from '../../../support/alerts.ts';

const start = { ledger: new Ledger(), seq: 10, now: 1_000, entryStatusOf: () => 'absent' as const };

/** Event that opens the episode of a series. */
function opening(name: string, seq: number): OutboxEvent {
  const { alarmId, source, fingerprint, level } = firing(name).alert;
  const episode = `ep-${seq}` as EpisodeId;
  return { type: 'episode.opened', alarmId, source, fingerprint, name, level, episode, startedAt: 1 };
}

/** Decision that opens an episode, which has its number. */
const opens =
  (name: string): Decision =>
  (_view, { seq }) => [opening(name, seq)];
const nothing: Decision = () => [];
const fails: Decision = () => {
  throw new Error('no');
};

/** Decision that notes which of these series it sees, and decides nothing. */
function sees(into: string[][], ...names: readonly string[]): Decision {
  return (view) => {
    into.push(names.filter((name) => view.series(firing(name).alert.alarmId) !== undefined));
    return [];
  };
}

it('the decisions of a batch see those before them, and get numbers one after the other', () => {
  const seen: string[][] = [];
  const requests = [[opens('a'), opens('b')], [nothing], [sees(seen, 'a', 'b', 'c'), opens('c')]];
  expect(decideBatch(requests, start)).toEqual([
    { record: { v: 1, seq: 10, at: 1_000, events: [opening('a', 10), opening('b', 11)] } },
    {},
    { record: { v: 1, seq: 12, at: 1_000, events: [opening('c', 12)] } },
  ]);
  expect(seen).toEqual([['a', 'b']]);
});

it('a request that throws leaves no trace, and takes nothing from those before and after it', () => {
  const seen: string[][] = [];
  const look = sees(seen, 'a', 'b', 'c', 'd');
  const requests = [
    [opens('a')],
    [nothing],
    [opens('b'), fails],
    [look, opens('c')],
    [opens('d'), fails],
    [look],
  ];
  const error = expect.objectContaining({ message: 'no' });
  expect(decideBatch(requests, start)).toEqual([
    { record: { v: 1, seq: 10, at: 1_000, events: [opening('a', 10)] } },
    {},
    { error },
    { record: { v: 1, seq: 11, at: 1_000, events: [opening('c', 11)] } },
    { error },
    {},
  ]);
  expect(seen).toEqual([['a'], ['a', 'c']]);
});
