import { expect, it } from 'vitest';
import { AttemptNumbers } from '../../../src/observability/attempt-numbers.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { aReport } from './entries.ts';

const OUTAGE: Outcome = { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' };
const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };

function counted() {
  const numbers = new AttemptNumbers();
  return (id: number, { outcome = OUTAGE, attempts = 0 }: { outcome?: Outcome; attempts?: number } = {}) =>
    numbers.next({ entry: { id, body: aReport(), attempts, uncertain: false }, outcome });
}

it('every attempt of an entry has the next number, also where the outbox does not count it', () => {
  const next = counted();
  expect([next(1), next(1), next(2), next(1), next(1, { outcome: DELIVERED })]).toEqual([1, 2, 1, 3, 4]);
});

it('the attempts before a restart that the outbox has counted still count', () => {
  const next = counted();
  expect([next(1, { attempts: 5 }), next(1, { attempts: 5 }), next(1, { attempts: 9 })]).toEqual([6, 7, 10]);
});

it('a delivered entry is forgotten, and of very many the one that was tried the longest ago', () => {
  const next = counted();
  next(1);
  next(1, { outcome: DELIVERED });
  expect(next(1)).toBe(1);
  for (let id = 2; id <= 10_000; id++) next(id);
  expect(next(1)).toBe(2);
  next(10_001);
  expect([next(1), next(2)]).toEqual([3, 1]);
});
