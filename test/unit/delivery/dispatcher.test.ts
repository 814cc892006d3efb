import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { ALARMS, DOWN, paceOf, setUp, stopNow } from './dispatcher-setup.ts';

const SICK: Outcome = { kind: 'retry', reason: 'server-error', scope: 'entry', detail: 'HTTP 500' };
const THROTTLED: Outcome = { kind: 'retry', reason: 'throttled', scope: 'destination', detail: 'HTTP 429' };
const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no' };

describe('a lane', () => {
  it('is delivered in order, one entry at a time', async () => {
    const { outbox, clock, destination, dispatcher, accept, pendingCount } = await setUp();
    await accept('a');
    await outbox.accept(intakeOf(resolved('a')));
    dispatcher.start();
    await clock.pass(5_000);
    expect(destination.tried).toEqual(['a alarm']);
    destination.end('a alarm');
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm', 'a ok']);
    destination.end('a ok');
    await clock.pass(0);
    expect(pendingCount()).toBe(0);
    await dispatcher.stop(0);
  });

  it('waits for its own retry, while others are delivered', async () => {
    const { clock, destination, dispatcher, accept } = await setUp();
    destination.answer = (name) => (name === 'a alarm' ? SICK : REPORTED);
    await accept('a', 'b');
    dispatcher.start();
    await clock.pass(0);
    await accept('c');
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm', 'b alarm', 'c alarm']);
    destination.answer = () => REPORTED;
    await clock.pass(499);
    expect(destination.tried).toHaveLength(3);
    await clock.pass(1);
    expect(destination.tried.slice(3)).toEqual(['a alarm']);
    await dispatcher.stop(0);
  });
});

describe('attempts', () => {
  it('run side by side up to the concurrency, and each is reported with its duration', async () => {
    const { clock, destination, dispatcher, accept, attempts } = await setUp();
    await clock.pass(7_000);
    await accept('a', 'b', 'c', 'd', 'e', 'f');
    dispatcher.start();
    await clock.pass(300);
    expect([...destination.held.keys()]).toEqual(['a alarm', 'b alarm', 'c alarm', 'd alarm']);
    destination.end('c alarm');
    await clock.pass(0);
    expect([...destination.held.keys()]).toEqual(['a alarm', 'b alarm', 'd alarm', 'e alarm']);
    expect(attempts).toEqual([`${ALARMS} delivered 300`]);
    destination.answer = () => REPORTED;
    for (const name of [...destination.held.keys()]) destination.end(name);
    await dispatcher.stop(1_000);
  });

  it('begin as soon as something is accepted, without any wait', async () => {
    const { clock, destination, dispatcher, accept } = await setUp();
    dispatcher.start();
    dispatcher.start();
    await clock.pass(0);
    await accept('a');
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm']);
    destination.end('a alarm');
    await dispatcher.stop(0);
  });

  it('for an incident begin after the journal knows about them', async () => {
    const { outbox, clock, destination, dispatcher, records } = await setUp();
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    destination.answer = (name) => (name === 'open-incident' ? undefined : REPORTED);
    dispatcher.start();
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm', 'open-incident']);
    expect(records.at(-1)?.events.map(({ type }) => type)).toEqual(['attempt.started']);
    await stopNow(dispatcher, clock);
  });
});

describe('a look for an incident', () => {
  it('is not recorded as a call that must not be repeated, because it changes nothing', async () => {
    const { outbox, clock, destination, dispatcher, records } = await setUp();
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    destination.answer = (name, { uncertain }) => {
      if (name !== 'open-incident') return REPORTED;
      return uncertain ? undefined : { kind: 'unknown', reason: 'timeout', detail: 'no' };
    };
    dispatcher.start();
    await clock.pass(10_000);
    expect(destination.held.get('open-incident')?.entry.uncertain).toBe(true);
    const types = records.flatMap(({ events }) => events.map(({ type }) => type));
    expect(types.filter((type) => type === 'attempt.started')).toHaveLength(1);
    expect(types.at(-1)).toBe('attempt.failed');
    await stopNow(dispatcher, clock);
  });
});

describe('a destination at fault', () => {
  it('does not become healthy by an outcome that nobody knows', async () => {
    const { outbox, clock, destination, dispatcher } = await setUp();
    const names = ['a', 'b'];
    await outbox.accept(intakeOf(...names.map((name) => firing(name, { incident: INCIDENT }))));
    const answers: Outcome[] = [DOWN, DOWN, { kind: 'unknown', reason: 'timeout', detail: 'no' }];
    destination.answer = (name) => (name === 'open-incident' ? answers.shift() : REPORTED);
    dispatcher.start();
    await clock.pass(0);
    expect(dispatcher.health().get('incidents')?.faults).toBeGreaterThan(0);
    await clock.pass(1_000);
    expect([answers, destination.held.size]).toEqual([[], 1]);
    expect(dispatcher.health().get('incidents')?.faults).toBeGreaterThan(0);
    await stopNow(dispatcher, clock);
  });

  it('pauses, and is probed with one entry, of another lane each time, until it works again', async () => {
    const { clock, destination, dispatcher, accept, pendingCount } = await setUp({
      pace: paceOf({ concurrency: 1 }),
    });
    destination.answer = () => DOWN;
    await accept('a', 'b', 'c');
    dispatcher.start();
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm']);
    expect(dispatcher.health().get(ALARMS)).toMatchObject({ faults: 1, pausedUntil: 500 });
    await clock.pass(499);
    expect(destination.tried).toHaveLength(1);
    await clock.pass(1);
    expect(destination.tried.slice(1)).toEqual(['b alarm']);
    await clock.pass(1_000);
    expect(destination.tried.slice(2)).toEqual(['c alarm']);
    destination.answer = () => REPORTED;
    await clock.pass(2_000);
    expect([pendingCount(), dispatcher.health().get(ALARMS)?.faults]).toEqual([0, 0]);
    await dispatcher.stop(0);
  });

  it('gets one probe at a time after a pause, however many slots are free', async () => {
    const { clock, destination, dispatcher, accept } = await setUp();
    await accept('a', 'b', 'c', 'd', 'e', 'f');
    dispatcher.start();
    await clock.pass(0);
    expect(destination.held.size).toBe(4);
    for (const name of [...destination.held.keys()]) destination.end(name, DOWN);
    await clock.pass(10_000);
    expect(destination.held.size).toBe(1);
    await stopNow(dispatcher, clock);
  });

  it('is tried again at once when its pause is ended', async () => {
    const { clock, destination, dispatcher, accept, pendingCount } = await setUp();
    destination.answer = () => ({ ...DOWN, afterMs: 300_000 });
    await accept('a', 'b');
    dispatcher.start();
    await clock.pass(60_000);
    expect(pendingCount()).toBe(2);
    destination.answer = () => REPORTED;
    dispatcher.resume();
    await clock.pass(0);
    expect(pendingCount()).toBe(0);
    await dispatcher.stop(0);
  });

  it('that refuses many different alarms pauses, and no entry is given up', async () => {
    const { clock, destination, dispatcher, accept, letters, pendingCount } = await setUp({
      pace: paceOf({ concurrency: 1 }),
    });
    destination.answer = () => REFUSED;
    await accept(...'abcdefgh');
    dispatcher.start();
    await clock.pass(10 * 60_000);
    expect(dispatcher.health().get(ALARMS)?.faults).toBeGreaterThan(0);
    expect([pendingCount(), letters.usage().letters]).toEqual([8, 0]);
    destination.answer = () => REPORTED;
    await clock.pass(5 * 60_000);
    expect(pendingCount()).toBe(0);
    await dispatcher.stop(0);
  });

  it('gets fewer attempts at once while it is overloaded, without a pause, and more again later', async () => {
    const { clock, destination, dispatcher, accept } = await setUp();
    destination.answer = (name) => (name < 'e' ? THROTTLED : undefined);
    await accept('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j');
    dispatcher.start();
    await clock.pass(0);
    expect(dispatcher.limits().get(ALARMS)).toBe(2);
    expect([...destination.held.keys()]).toEqual(['e alarm', 'f alarm']);
    expect(dispatcher.health().get(ALARMS)?.faults).toBe(0);
    destination.answer = () => REPORTED;
    destination.end('e alarm');
    destination.end('f alarm');
    await clock.pass(10_000);
    expect(dispatcher.limits().get(ALARMS)).toBe(4);
    await dispatcher.stop(0);
  });

  it('that throws costs the entry one attempt, and the error is reported', async () => {
    const { outbox, clock, destination, dispatcher, accept, attempts, errors, pendingCount } = await setUp();
    const bug = new Error('a bug');
    await accept('a', 'b');
    dispatcher.start();
    await clock.pass(0);
    destination.held.get('a alarm')?.fail(bug);
    destination.end('b alarm');
    await clock.pass(0);
    expect([errors, attempts, pendingCount()]).toEqual([
      [bug],
      [`${ALARMS} retry 0`, `${ALARMS} delivered 0`],
      1,
    ]);
    destination.answer = (name) => (name === 'open-incident' ? undefined : REPORTED);
    await outbox.accept(intakeOf(firing('c', { incident: INCIDENT })));
    await clock.pass(1_000);
    destination.held.get('open-incident')?.fail(bug);
    await clock.pass(0);
    expect(attempts.at(-1)).toMatch('incidents unknown');
    expect([...outbox.state.ledger.everyIncident()]).toMatchObject([{ state: 'undecided' }]);
    await clock.pass(10_000);
    expect(destination.held.get('open-incident')?.entry.uncertain).toBe(true);
    await stopNow(dispatcher, clock);
  });
});

describe('slots', () => {
  it('are never all taken by one destination that hangs', async () => {
    const { outbox, clock, destination, dispatcher } = await setUp({ pace: paceOf({ concurrency: 8 }) });
    destination.answer = (name) => (name.startsWith('hang') ? undefined : REPORTED);
    const hanging = Array.from({ length: 20 }, (_, i) =>
      firing(`hang${i}`, { alarm: { integration: 'hanging' } }),
    );
    await outbox.accept(intakeOf(firing('well0'), ...hanging));
    dispatcher.start();
    await clock.pass(0);
    expect(destination.held.size).toBe(7);
    await outbox.accept(intakeOf(firing('well1'), firing('well2'), firing('well3')));
    await clock.pass(0);
    expect(destination.tried.filter((name) => name.startsWith('well'))).toHaveLength(4);
    await stopNow(dispatcher, clock);
  });

  it('go to the destinations in turn', async () => {
    const { outbox, clock, destination, dispatcher } = await setUp({ pace: paceOf({ concurrency: 1 }) });
    destination.answer = () => REPORTED;
    const other = { alarm: { integration: 'other' } };
    const arrivals = ['a', 'b', 'c'].flatMap((name) => [firing(name)]);
    await outbox.accept(intakeOf(...arrivals, firing('x', other), firing('y', other), firing('z', other)));
    dispatcher.start();
    await clock.pass(0);
    expect(destination.tried.map(([first]) => first).join('')).toBe('axbycz');
    await dispatcher.stop(0);
  });
});

describe('the pace', () => {
  it('may change while it runs, up and down', async () => {
    const { clock, destination, dispatcher, accept } = await setUp({ pace: paceOf({ concurrency: 1 }) });
    await accept(...'abcdefgh');
    dispatcher.start();
    await clock.pass(0);
    expect(destination.held.size).toBe(1);
    dispatcher.usePace(paceOf({ concurrency: 4 }));
    destination.end('a alarm');
    await clock.pass(0);
    // A destination shows by its successes that it bears more at once.
    destination.end('b alarm');
    await clock.pass(0);
    expect(destination.held.size).toBeGreaterThan(1);
    dispatcher.usePace(paceOf({ concurrency: 1 }));
    for (const name of [...destination.held.keys()]) destination.end(name);
    await clock.pass(0);
    expect(destination.held.size).toBe(1);
    await stopNow(dispatcher, clock);
  });

  it('holds each destination to its rate, after a burst', async () => {
    const rate = { perSecond: 2, burst: 3 };
    const { clock, destination, dispatcher, accept } = await setUp({ pace: paceOf({ rate }) });
    destination.answer = () => REPORTED;
    await accept(...'abcdefghij');
    dispatcher.start();
    await clock.pass(0);
    expect(destination.tried).toHaveLength(3);
    await clock.pass(2_000);
    expect(destination.tried).toHaveLength(7);
    dispatcher.usePace(paceOf());
    await clock.pass(1_000);
    expect(destination.tried).toHaveLength(10);
    await dispatcher.stop(0);
  });
});

describe('a stop', () => {
  it('lets attempts under way end and stores their outcomes, but begins no other', async () => {
    const { clock, destination, dispatcher, accept, pendingCount } = await setUp({
      pace: paceOf({ concurrency: 1 }),
    });
    await accept('a', 'b');
    dispatcher.start();
    await clock.pass(0);
    let stops = 0;
    const stopped = [1, 2].map(() => dispatcher.stop(5_000).then(() => stops++));
    await clock.pass(4_000);
    expect([stops, destination.held.get('a alarm')?.signal.aborted]).toEqual([0, false]);
    destination.end('a alarm');
    await Promise.all(stopped);
    await clock.pass(60_000);
    expect([pendingCount(), destination.tried, clock.timers]).toEqual([1, ['a alarm'], 0]);
  });

  it('is over only when the last outcome is stored', async () => {
    const stores: (() => void)[] = [];
    const { clock, destination, dispatcher, accept, pendingCount } = await setUp({
      around: (outbox) => ({
        settle: async (entry, outcome) => {
          await new Promise<void>((resolve) => void stores.push(resolve));
          await outbox.settle(entry, outcome);
        },
      }),
    });
    await accept('a');
    dispatcher.start();
    await clock.pass(0);
    destination.end('a alarm');
    await clock.pass(0);
    let isOver = false;
    const stopped = dispatcher.stop(5_000).then(() => {
      isOver = true;
    });
    await clock.pass(1_000);
    expect([stores.length, isOver]).toEqual([1, false]);
    stores[0]?.();
    await stopped;
    expect(pendingCount()).toBe(0);
  });

  it('interrupts attempts after the grace, and leaves their entries pending', async () => {
    const { clock, destination, dispatcher, accept, records, pendingCount } = await setUp();
    await accept('a');
    dispatcher.start();
    await clock.pass(0);
    const before = records.length;
    const stopped = dispatcher.stop(5_000);
    await clock.pass(5_000);
    await stopped;
    expect([pendingCount(), records.length - before, destination.held.size]).toEqual([1, 0, 0]);
  });

  it('keeps a delivery that ended in the last moment', async () => {
    const { clock, destination, dispatcher, accept, pendingCount } = await setUp();
    await accept('a');
    dispatcher.start();
    await clock.pass(0);
    destination.interrupted = REPORTED;
    await stopNow(dispatcher, clock);
    expect(pendingCount()).toBe(0);
  });

  it('before the start keeps it from ever beginning', async () => {
    const { clock, destination, dispatcher, accept } = await setUp();
    await dispatcher.stop(5_000);
    dispatcher.start();
    await accept('a');
    await clock.pass(10_000);
    expect([destination.tried, clock.timers]).toEqual([[], 0]);
  });
});

describe('the sweep', () => {
  it.each([
    ['the outbox could not give an entry', new Error('the disk could not be read'), 'reported'],
    ['the disk was full', new JournalError('journal.full', 'the disk is full'), 'expected'],
  ])('looks again within a second after %s', async (_why, failure, how) => {
    const failures: Error[] = [failure];
    const { clock, destination, dispatcher, accept, errors, pendingCount } = await setUp({
      around: (outbox) => ({
        take: (name) => {
          const next = failures.shift();
          return next ? Promise.reject(next) : outbox.take(name);
        },
      }),
    });
    destination.answer = () => REPORTED;
    await accept('a');
    dispatcher.start();
    await clock.pass(999);
    expect([errors, destination.tried]).toEqual([how === 'reported' ? [failure] : [], []]);
    await clock.pass(1);
    expect([pendingCount(), destination.tried]).toEqual([0, ['a alarm']]);
    await dispatcher.stop(0);
  });
});
