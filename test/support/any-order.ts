import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlarmId } from '../../src/alerts/alert.ts';
import { accept } from '../../src/outbox/decide/accept.ts';
import type { Arrival } from '../../src/outbox/decide/decision.ts';
import type { OutboxEvent } from '../../src/outbox/events/event.ts';
import { Ledger } from '../../src/outbox/ledger/ledger.ts';
import { shownState } from '../../src/outbox/ledger/series.ts';
import { firing, INCIDENT, resolved, STARTED_AT } from './alerts.ts';
import { aPolicy } from './policy.ts';

const SERIES = 'a' as AlarmId;
const MINUTE = 60_000;

/**
 * The history of one series as its sender tells it: problems one after the other. The last one may still be
 * there.
 */
function historyOf(problems: number, isOver: boolean): readonly Arrival[] {
  const said: Arrival[] = [];
  for (let i = 0; i < problems; i++) {
    const startsAt = STARTED_AT + 2 * i * MINUTE;
    said.push(firing(SERIES, { startsAt, incident: INCIDENT }));
    if (i < problems - 1 || isOver) said.push(resolved(SERIES, { startsAt, endsAt: startsAt + MINUTE }));
  }
  return said;
}

/** The state of the series as operators see it. */
function stateIn(ledger: Ledger) {
  const series = ledger.series(SERIES);
  return series && shownState(series);
}

/** Takes what was said, a second apart. Answers the ledger, and the events of each. */
function take(said: readonly Arrival[]) {
  const ledger = new Ledger();
  const decided: (readonly OutboxEvent[])[] = [];
  let seq = 1;
  for (const [i, arrival] of said.entries()) {
    const now = STARTED_AT + 60 * MINUTE + i * 1_000;
    const events = accept(ledger, arrival, { seq, now, policy: aPolicy() });
    for (const [n, event] of events.entries()) ledger.fold(event, { seq: seq + n, at: now });
    seq += events.length;
    decided.push(events);
  }
  return { ledger, decided };
}

/** Ten thousand orders take a second or two, and more on a machine that others use too. */
const LONGEST_MS = 60_000;

const queuedIn = (decided: readonly (readonly OutboxEvent[])[]) =>
  decided.flat().flatMap((event) => (event.type === 'entry.queued' ? [event.body] : []));

const histories = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean())
  .map(([problems, isOver]) => historyOf(problems, isOver));
const shuffled = histories.chain((history) =>
  fc
    .tuple(fc.shuffledSubarray([...history], { minLength: history.length }), fc.subarray([...history]))
    .map(([order, again]) => ({ history, order: [...order, ...again] })),
);

/** The tests that messages of a series may come in any order: so many orders for each of them. */
export function testAnyOrder(orders: number): void {
  it('whatever the order in which a series is told, every message is accounted for, and fire and end are told in turn', {
    timeout: LONGEST_MS,
  }, () => {
    fc.assert(
      fc.property(shuffled, ({ order }) => {
        const { decided } = take(order);
        expect(decided.every((events) => events.length > 0)).toBe(true);
        const told = queuedIn(decided).flatMap((body) => (body.kind === 'report-alarm' ? [body] : []));
        expect(told.map(({ alarm }) => alarm.alarmStatus)).toEqual(
          told.map((_, i) => (i % 2 === 0 ? 'alarm' : 'ok')),
        );
        const asking = told.filter(({ incident }) => incident).map(({ episode }) => episode);
        expect(new Set(asking).size).toBe(asking.length);
      }),
      { numRuns: orders },
    );
  });

  it('whatever the order, what is over in the end is over here too', { timeout: LONGEST_MS }, () => {
    fc.assert(
      fc.property(shuffled, ({ history, order }) => {
        const last = history.at(-1);
        if (last?.alert.status !== 'resolved') return;
        expect(stateIn(take(order).ledger)).toBe('resolved');
      }),
      { numRuns: orders },
    );
  });

  it('whatever the order, the next repeat of what holds makes it hold here too', {
    timeout: LONGEST_MS,
  }, () => {
    fc.assert(
      fc.property(shuffled, ({ history, order }) => {
        const last = history.at(-1);
        if (!last) return;
        const { ledger } = take([...order, last]);
        expect(stateIn(ledger)).toBe(last.alert.status);
      }),
      { numRuns: orders },
    );
  });

  it('a resolve for an alert that never fired tells COC nothing, and asks for no incident', () => {
    const [, end] = historyOf(1, true);
    if (!end) throw new Error('there is none');
    const { decided, ledger } = take([end, end]);
    expect(queuedIn(decided)).toEqual([]);
    expect(stateIn(ledger)).toBe('resolved');
  });
}
