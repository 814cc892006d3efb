import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { hash53 } from '../../../src/outbox/events/hash.ts';
import type { OutboxView } from '../../../src/outbox/state.ts';
import { type Expected, expectedOf, foundIn } from '../../model/oracle.ts';

/**
 * The acknowledged records, and the open ones. Open records were being written or were refused, so they may
 * exist or not.
 */
export interface Promised {
  readonly acknowledged: readonly OutboxRecord[];
  readonly open: readonly (readonly OutboxRecord[])[];
}

/** One allowed result of a start: the acknowledged records, and the first few of an open batch. */
export interface Candidate {
  readonly extra: readonly OutboxRecord[];
  readonly expected: Expected;
}

const candidatesOf = new WeakMap<Promised, readonly Candidate[]>();

function candidates(promised: Promised): readonly Candidate[] {
  const known = candidatesOf.get(promised);
  if (known) return known;
  const extras: (readonly OutboxRecord[])[] = [[]];
  for (const batch of promised.open)
    for (let count = 1; count <= batch.length; count++) extras.push(batch.slice(0, count));
  const made = extras.map((extra) => ({ extra, expected: expectedOf([...promised.acknowledged, ...extra]) }));
  candidatesOf.set(promised, made);
  return made;
}

/** Comparison of entries: with the times at which they are due, which move with a wall clock that is set. */
type Comparison = 'with-waits' | 'without-waits';

/**
 * Finds the allowed result that matches the state after a start.
 *
 * @throws when the state matches none.
 */
export function theOneFound(
  state: OutboxView,
  promised: Promised,
  comparison: Comparison = 'with-waits',
): Candidate {
  const all = candidates(promised);
  const found = all.find(({ expected }) => {
    if (state.pendingCount !== countOf(expected)) return false;
    const wanted = comparable(expected, comparison);
    return isDeepStrictEqual(comparable(foundIn(state, expected, hash53), comparison), wanted);
  });
  if (found) return found;
  const [{ expected } = { expected: expectedOf([]) }] = all;
  expect(comparable(foundIn(state, expected, hash53), comparison)).toEqual(comparable(expected, comparison));
  expect(state.pendingCount).toBe(countOf(expected));
  throw new Error('what was being written turned up in a way that is not allowed');
}

function countOf({ lanes }: Expected): number {
  let count = 0;
  for (const { length } of lanes.values()) count += length;
  return count;
}

function comparable({ lanes, episodes, incidents }: Expected, comparison: Comparison) {
  if (comparison === 'with-waits') return { lanes, episodes, incidents };
  const timeless = [...lanes].map(
    ([lane, entries]) => [lane, entries.map((entry) => ({ ...entry, dueAt: 0 }))] as const,
  );
  return { lanes: new Map(timeless), episodes, incidents };
}
