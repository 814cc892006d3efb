import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmLevel } from '../../src/alerts/alert.ts';
import { accept } from '../../src/outbox/decide/accept.ts';
import type { Arrival } from '../../src/outbox/decide/decision.ts';
import type { ReportAlarm } from '../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../src/outbox/events/event.ts';
import { Ledger } from '../../src/outbox/ledger/ledger.ts';
import { shownState } from '../../src/outbox/ledger/series.ts';
import { STARTED_AT } from './alerts.ts';
import { aPolicy } from './policy.ts';
import { type History, ORDERED, refireHistory, type Told } from './told-histories.ts';

const MINUTE = 60_000;
/** Ten thousand orders take a second or two, and more on a machine that others use too. */
const LONGEST_MS = 600_000;

/** A message, and the time at which it arrives, ms after the first. */
type Arriving = readonly [Arrival, number];

/** What came of some messages. */
interface Taken {
  readonly ledger: Ledger;
  readonly decided: readonly (readonly OutboxEvent[])[];
}

/** Takes messages a second apart; `last` comes a minute after them, as the next repeat of a sender does. */
function take(said: History, last?: Arrival): Taken {
  const ledger = new Ledger();
  const policy = aPolicy();
  const decided: (readonly OutboxEvent[])[] = [];
  const later: Arriving[] = last ? [[last, said.length * 1_000 + MINUTE]] : [];
  let seq = 1;
  for (const [arrival, afterMs] of [...said.map((one, i): Arriving => [one, i * 1_000]), ...later]) {
    const now = STARTED_AT + 60 * MINUTE + afterMs;
    const events = accept(ledger, arrival, { seq, now, policy });
    for (const [n, event] of events.entries()) ledger.fold(event, { seq: seq + n, at: now });
    seq += events.length;
    decided.push(events);
  }
  return { ledger, decided };
}

/** The state of the series as operators see it, with its level while it fires. */
function stateIn({ ledger }: Taken): string | undefined {
  const [series] = ledger.everySeries();
  return series && wordsOf(shownState(series), series.level);
}

function wordsOf(state: string, level: AlarmLevel): string {
  return state === 'firing' ? `firing ${level}` : state;
}

/** The state that the last message of a history tells. */
function truthOf(history: History): string | undefined {
  const last = history.at(-1);
  return last && wordsOf(last.alert.status, last.alert.level);
}

/** Alarms for COC in their order, without those that were parked and never sent. */
function toldIn({ decided }: Taken): readonly ReportAlarm[] {
  const events = decided.flat();
  const gone = new Set(
    events.flatMap((event) =>
      event.type === 'entry.cancelled' || event.type === 'entry.collapsed' ? [event.entry] : [],
    ),
  );
  return events.flatMap((event, i) =>
    event.type === 'entry.queued' && event.body.kind === 'report-alarm' && !gone.has(i + 1)
      ? [event.body]
      : [],
  );
}

/** COC hears of no end without a begin, and last of what is true. */
function expectInTurn(taken: Taken): void {
  expect(taken.decided.every((events) => events.length > 0)).toBe(true);
  const told = toldIn(taken);
  let fires = false;
  for (const { alarm } of told) {
    if (alarm.alarmStatus === 'ok') expect(fires).toBe(true);
    fires = alarm.alarmStatus === 'alarm';
  }
  expect(fires).toBe(stateIn(taken)?.startsWith('firing'));
}

const told: fc.Arbitrary<Told> = fc.record({
  problems: fc.integer({ min: 1, max: 4 }),
  isOver: fc.boolean(),
});

const shuffled = (history: History) =>
  fc.shuffledSubarray([...history], { minLength: history.length, maxLength: history.length });

/** Every message, in any order, and some of them again at any later place. */
const withCopies = (history: History) =>
  fc
    .tuple(shuffled(history), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: history.length }))
    .map(([order, copies]) => {
      const all = [...order];
      for (const [which, place] of copies) {
        const from = which % all.length;
        const copy = all[from];
        if (copy) all.splice(from + 1 + (place % (all.length - from)), 0, copy);
      }
      return all;
    });

/** Remembers the histories that it made: reading their messages takes longer than what is tested. */
function remembering(make: (told: Told) => History): (told: Told) => History {
  const histories = new Map<string, History>();
  return (options) => {
    const key = JSON.stringify(options);
    const history = histories.get(key) ?? make(options);
    histories.set(key, history);
    return history;
  };
}

/** A history, and an order in which its messages arrive. */
function ordersOf(make: (told: Told) => History, arrange: (history: History) => fc.Arbitrary<History>) {
  const historyOf = remembering(make);
  return told.chain((options) => {
    const history = historyOf(options);
    return arrange(history).map((order) => ({ history, order }));
  });
}

function check(
  orders: number,
  cases: fc.Arbitrary<{ history: History; order: History }>,
  expectation: (history: History, order: History) => void,
): void {
  fc.assert(
    fc.property(cases, ({ history, order }) => expectation(history, order)),
    { numRuns: orders },
  );
}

/** The tests that messages of a series may come in any order: so many orders for each of them. */
export function testAnyOrder(orders: number): void {
  describe.each(Object.entries(ORDERED))('the messages of %s', (name, make) => {
    const hasNumbers = name.startsWith('Zabbix');

    it('whatever the order, what is over in the end is over here too, and what fires fires', {
      timeout: LONGEST_MS,
    }, () => {
      // Zabbix numbers its problems, so that copies do no harm either.
      check(orders, ordersOf(make, hasNumbers ? withCopies : shuffled), (history, order) => {
        const taken = take(order);
        // Without any time, the level is that of the message that came last.
        if (name.endsWith('without any time'))
          expect(stateIn(taken)?.split(' ')[0]).toBe(truthOf(history)?.split(' ')[0]);
        else expect(stateIn(taken)).toBe(truthOf(history));
        expectInTurn(taken);
        // Each episode may get an incident.
        const problems = new Set(history.map(({ alert }) => alert.problem ?? alert.startsAt));
        const episodes = new Set(toldIn(taken).map(({ episode }) => episode));
        expect(episodes.size).toBeLessThanOrEqual(problems.size);
      });
    });

    it('whatever the order and the copies, the next repeat of what holds makes it hold here too', {
      timeout: LONGEST_MS,
    }, () => {
      check(orders, ordersOf(make, withCopies), (history, order) => {
        const taken = take(order, history.at(-1));
        expect(stateIn(taken)).toBe(truthOf(history));
        expectInTurn(taken);
      });
    });
  });

  describe('an alert that fires again with the begin that it had', () => {
    it('whatever the order and the copies, the next repeat of what holds makes it hold here too', {
      timeout: LONGEST_MS,
    }, () => {
      check(orders, ordersOf(refireHistory, withCopies), (history, order) => {
        const taken = take(order, history.at(-1));
        expect(stateIn(taken)).toBe(truthOf(history));
        expectInTurn(taken);
      });
    });

    it('fires here when its messages come in their order, without any repeat', () => {
      for (const problems of [2, 3, 4])
        expect(stateIn(take(refireHistory({ problems, isOver: false })))).toBe('firing Critical');
    });
  });

  it('a resolve for an alert that never fired tells COC nothing, and asks for no incident', () => {
    for (const make of Object.values(ORDERED)) {
      const end = make({ problems: 1, isOver: true }).at(-1);
      if (!end) throw new Error('there is none');
      const taken = take([end, end]);
      expect(toldIn(taken)).toEqual([]);
      expect(stateIn(taken)).toBe('resolved');
    }
  });
}
