import { describe, expect, it } from 'vitest';
import type { DispatcherOptions } from '../../../src/delivery/dispatcher.ts';
import { JournalError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, INCIDENT, intakeOf } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { ALARMS, DOWN, paceOf, setUp, stopNow } from './dispatcher-setup.ts';

const full = () => new JournalError('journal.full', 'no room');

/** A gate that work waits at until it is opened. */
function aGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('a change of the pace', () => {
  it('lowers the attempts at once of each destination at once, and leaves it to them to bear more', async () => {
    const { clock, destination, dispatcher, accept } = await setUp();
    await accept('a');
    dispatcher.start();
    await clock.pass(0);
    dispatcher.usePace(paceOf({ concurrency: 2 }));
    expect(dispatcher.limits().get(ALARMS)).toBe(2);
    dispatcher.usePace(paceOf({ concurrency: 8 }));
    expect(dispatcher.limits().get(ALARMS)).toBe(2);
    await accept('b', 'c', 'd');
    await clock.pass(5_000);
    expect([...destination.held.keys()]).toEqual(['a alarm', 'b alarm']);
    await stopNow(dispatcher, clock);
  });

  it('holds a destination that was tried before to the new rate, beginning with its burst', async () => {
    const { clock, destination, dispatcher, accept } = await setUp();
    destination.answer = () => REPORTED;
    await accept('a');
    dispatcher.start();
    await clock.pass(0);
    dispatcher.usePace(paceOf({ rate: { perSecond: 2, burst: 3 } }));
    await accept(...'bcdefghij');
    await clock.pass(0);
    expect(destination.tried).toHaveLength(1 + 3);
    await clock.pass(1_000);
    expect(destination.tried).toHaveLength(1 + 5);
    dispatcher.usePace(paceOf({ rate: { perSecond: 1, burst: 2 } }));
    await clock.pass(1_000);
    expect(destination.tried).toHaveLength(1 + 5 + 2);
    await dispatcher.stop(0);
  });
});

describe('waking up', () => {
  it('is for the nearest of all times, however far the others are', async () => {
    const later: Outcome = {
      kind: 'retry',
      reason: 'server-error',
      scope: 'entry',
      detail: 'no',
      afterMs: 90_000,
    };
    const { clock, destination, dispatcher, accept } = await setUp();
    destination.answer = (name) => ({ ...later, afterMs: name === 'a alarm' ? 90_000 : 700 });
    await accept('a', 'b');
    dispatcher.start();
    await clock.pass(699);
    expect(destination.tried).toEqual(['a alarm', 'b alarm']);
    await clock.pass(1);
    expect(destination.tried).toEqual(['a alarm', 'b alarm', 'b alarm']);
    await stopNow(dispatcher, clock);
  });

  it('does not wait for the sweep when the wait is over sooner', async () => {
    const { clock, destination, dispatcher, accept } = await setUp({ pace: paceOf({ concurrency: 1 }) });
    destination.answer = () => DOWN;
    await accept('a', 'b');
    dispatcher.start();
    await clock.pass(500);
    expect(destination.tried).toEqual(['a alarm', 'b alarm']);
    await stopNow(dispatcher, clock);
  });

  it('happens at once for what was accepted while the outbox was asked', async () => {
    const gate = aGate();
    let asked = 0;
    const { outbox, clock, destination, dispatcher, accept } = await setUp({
      around: (real) => ({
        take: async (name) => {
          const entry = await real.take(name);
          asked += 1;
          if (asked === 2) await gate.opened;
          return entry;
        },
      }),
    });
    await accept('a');
    dispatcher.start();
    await clock.pass(0);
    expect(asked).toBe(2);
    await outbox.accept(intakeOf(firing('b')));
    gate.open();
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm', 'b alarm']);
    await stopNow(dispatcher, clock);
  });

  it('happens at once when an outcome is stored that held up the others', async () => {
    const gate = aGate();
    const { clock, destination, dispatcher, accept } = await setUp({
      pace: paceOf({ concurrency: 1 }),
      around: (outbox) => ({
        settle: async (entry, outcome) => {
          await outbox.settle(entry, outcome);
          await gate.opened;
        },
      }),
    });
    destination.answer = () => REPORTED;
    await accept(...Array.from({ length: 70 }, (_, i) => `a${i}`));
    dispatcher.start();
    await clock.pass(5_000);
    expect(destination.tried).toHaveLength(64);
    gate.open();
    await clock.pass(0);
    expect(destination.tried).toHaveLength(70);
    await dispatcher.stop(0);
  });
});

describe('an attempt to open an incident', () => {
  /** An incident that is due, while storing the begin of an attempt fails in this way. */
  async function withStarted(
    started: (outbox: Outbox) => DispatcherOptions['outbox']['started'],
    onFull?: DispatcherOptions['onFull'],
  ) {
    const around = (outbox: Outbox) => ({ started: started(outbox) });
    const parts = await setUp({ pace: paceOf({ concurrency: 1 }), around, ...(onFull && { onFull }) });
    parts.destination.answer = (name) => (name === 'open-incident' ? undefined : REPORTED);
    await parts.outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    parts.dispatcher.start();
    await parts.clock.pass(0);
    return parts;
  }

  it('waits while the disk is too full to store its begin, and is made once', async () => {
    const failures = [full(), full()];
    const { clock, destination, dispatcher, records, errors } = await withStarted((outbox) => (entry) => {
      const failure = failures.shift();
      return failure ? Promise.reject(failure) : outbox.started(entry);
    });
    await clock.pass(999);
    expect(destination.tried).toEqual(['a alarm']);
    await clock.pass(1);
    expect(destination.tried).toEqual(['a alarm', 'open-incident']);
    const types = records.flatMap(({ events }) => events.map(({ type }) => type));
    expect(types.filter((type) => type === 'attempt.started')).toHaveLength(1);
    expect(errors).toEqual([]);
    await stopNow(dispatcher, clock);
  });

  it('tells of each time that the disk is too full for its begin', async () => {
    const failures = [full(), full()];
    const waiting: number[] = [];
    const { clock, dispatcher } = await withStarted(
      (outbox) => (entry) => {
        const failure = failures.shift();
        return failure ? Promise.reject(failure) : outbox.started(entry);
      },
      (count) => waiting.push(count),
    );
    await clock.pass(1_000);
    expect(waiting).toEqual([1, 1]);
    await stopNow(dispatcher, clock);
  });

  it('is left to the next start by a stop while the disk is full', async () => {
    const { clock, destination, dispatcher, errors, pendingCount } = await withStarted(
      () => () => Promise.reject(full()),
    );
    await clock.pass(1_200);
    await stopNow(dispatcher, clock);
    await clock.pass(60_000);
    expect([destination.tried, errors, pendingCount(), clock.timers]).toEqual([['a alarm'], [], 1, 0]);
  });

  it('is not made when its begin can not be stored, and takes no slot any more', async () => {
    const broken = new JournalError('journal.unavailable', 'the disk is gone');
    const { clock, destination, dispatcher, errors, accept } = await withStarted(
      () => () => Promise.reject(broken),
    );
    expect([destination.tried, errors]).toEqual([['a alarm'], [broken]]);
    destination.answer = () => undefined;
    await accept('b');
    await clock.pass(0);
    expect([...destination.held.keys()]).toEqual(['b alarm']);
    await stopNow(dispatcher, clock);
  });

  it('is the only one that the journal knows of before it is made: an alarm may be sent twice', async () => {
    const { clock, dispatcher, destination, records, accept } = await setUp();
    await accept('a');
    dispatcher.start();
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm']);
    const types = records.flatMap(({ events }) => events.map(({ type }) => type));
    expect(types).not.toContain('attempt.started');
    await stopNow(dispatcher, clock);
  });
});

describe('the dispatcher', () => {
  it('watches the outbox once, from its start to its stop', async () => {
    let watching = 0;
    const around = (outbox: Outbox) => ({
      onChange: (listener: () => void) => {
        watching += 1;
        const stop = outbox.onChange(listener);
        return () => {
          watching -= 1;
          stop();
        };
      },
    });
    const { clock, dispatcher } = await setUp({ around });
    dispatcher.start();
    dispatcher.start();
    expect(watching).toBe(1);
    await stopNow(dispatcher, clock);
    dispatcher.start();
    expect(watching).toBe(0);
  });
});
