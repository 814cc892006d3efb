import { describe, expect, it } from 'vitest';
import { createDeliverNow } from '../../../src/delivery/deliver-now.ts';
import type { FailedOutcome, Outcome } from '../../../src/outbox/events/outcome.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { ALARMS, DOWN, paceOf, setUp, stopNow } from './dispatcher-setup.ts';

const OTHER = 'alarms/other';
const LATER: Extract<FailedOutcome, { kind: 'retry' }> = {
  kind: 'retry',
  reason: 'server-error',
  scope: 'destination',
  detail: 'HTTP 503',
  afterMs: 600_000,
};
const SICK: Outcome = { ...LATER, scope: 'entry' };
const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no' };
const UNKNOWN: Outcome = { kind: 'unknown', reason: 'timeout', detail: 'no answer' };

async function start(changes: Parameters<typeof setUp>[0] = {}) {
  const parts = await setUp(changes);
  const { outbox, dispatcher, clock } = parts;
  const deliverNow = createDeliverNow({ outbox, dispatcher, now: () => clock.now() });
  dispatcher.start();
  return { ...parts, deliverNow };
}

describe('delivering now', () => {
  it('ends the pause of the destinations that are named, and tries each with one entry', async () => {
    const { outbox, clock, destination, dispatcher, accept, deliverNow } = await start();
    destination.answer = () => LATER;
    await accept('a', 'b');
    await outbox.accept(intakeOf(firing('x', { alarm: { integration: 'other' } })));
    await clock.pass(60_000);
    destination.tried.length = 0;
    expect(deliverNow([OTHER])).toEqual({
      done: true,
      destinations: [{ name: OTHER, waiting: 1, pauseEnded: true, backoffsEnded: 0, parked: 0 }],
    });
    await clock.pass(0);
    expect(destination.tried).toEqual(['x alarm']);
    destination.answer = () => REPORTED;
    deliverNow();
    await clock.pass(0);
    expect(outbox.state.pendingCount).toBe(0);
    await dispatcher.stop(0);
  });

  it('ends the backoff of entries, in the order of their lanes', async () => {
    const { outbox, clock, destination, dispatcher, accept, deliverNow } = await start();
    destination.answer = (name) => (name === 'a alarm' ? SICK : REPORTED);
    await accept('a');
    await clock.pass(0);
    await outbox.accept(intakeOf(resolved('a')));
    await clock.pass(1_000);
    destination.answer = () => REPORTED;
    destination.tried.length = 0;
    expect(deliverNow()).toMatchObject({ destinations: [{ name: ALARMS, waiting: 2, backoffsEnded: 1 }] });
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm', 'a ok']);
    await dispatcher.stop(0);
  });

  it('counts the fires that wait on, because they may be late copies', async () => {
    const { outbox, clock, destination, dispatcher, accept, deliverNow } = await start();
    destination.answer = () => REPORTED;
    await accept('a');
    await clock.pass(0);
    await outbox.accept(intakeOf(resolved('a')));
    await clock.pass(0);
    await accept('a');
    expect(deliverNow()).toMatchObject({ destinations: [{ name: ALARMS, waiting: 1, parked: 1 }] });
    await clock.pass(0);
    expect(destination.tried).toEqual(['a alarm', 'a ok']);
    await stopNow(dispatcher, clock);
  });

  it('keeps the rate', async () => {
    const rate = { perSecond: 1, burst: 1 };
    const { clock, destination, dispatcher, accept, deliverNow } = await start({ pace: paceOf({ rate }) });
    destination.answer = () => REPORTED;
    await accept(...'abcdefgh');
    for (let i = 0; i < 20; i++) deliverNow();
    await clock.pass(0);
    expect(destination.tried).toHaveLength(1);
    await clock.pass(1_000);
    expect(destination.tried).toHaveLength(2);
    await dispatcher.stop(0);
  });

  it('never makes the second attempt after a refusal, which would be the last, any sooner', async () => {
    const { clock, destination, dispatcher, accept, letters, deliverNow } = await start();
    destination.answer = () => REFUSED;
    await accept('a');
    await clock.pass(0);
    for (let i = 0; i < 5; i++) {
      deliverNow();
      await clock.pass(1_000);
    }
    expect([destination.tried.length, letters.usage().letters]).toEqual([1, 0]);
    await dispatcher.stop(0);
  });

  it('never looks sooner for an incident that may have been opened, nor asks again', async () => {
    const { outbox, clock, destination, dispatcher, deliverNow } = await start();
    const at: number[] = [];
    destination.answer = (name) => {
      if (name !== 'open-incident') return REPORTED;
      at.push(clock.monotonic());
      return UNKNOWN;
    };
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    await clock.pass(0);
    const withoutHelp = outbox.state.waits(clock.now()).get('incidents');
    for (let i = 0; i < 9; i++) {
      expect(deliverNow()).toMatchObject({ done: true });
      await clock.pass(1_000);
    }
    expect(at).toEqual([0]);
    expect(outbox.state.waits(clock.now()).get('incidents')).toEqual(withoutHelp);
    expect(withoutHelp).toMatchObject({ entries: 1, own: { look: 1 } });
    await stopNow(dispatcher, clock);
  });

  it('keeps a wait that COC asked for because of too many calls', async () => {
    const { clock, destination, dispatcher, accept, deliverNow } = await start({
      pace: paceOf({ concurrency: 1 }),
    });
    destination.answer = () => ({ ...LATER, reason: 'throttled' });
    await accept('a');
    await clock.pass(0);
    expect(deliverNow()).toMatchObject({ destinations: [{ pauseEnded: false }] });
    await clock.pass(599_000);
    expect(destination.tried).toHaveLength(1);
    await clock.pass(1_000);
    expect(destination.tried).toHaveLength(2);
    await dispatcher.stop(0);
  });

  it('again and again makes no later pause longer', async () => {
    const { clock, destination, dispatcher, accept, deliverNow, pendingCount } = await start();
    destination.answer = () => DOWN;
    await accept('a');
    await clock.pass(0);
    for (let i = 0; i < 12; i++) {
      deliverNow();
      await clock.pass(1);
    }
    expect(destination.tried).toHaveLength(13);
    destination.answer = () => REPORTED;
    await clock.pass(500);
    expect(pendingCount()).toBe(0);
    await dispatcher.stop(0);
  });

  it('names the destinations that there are when it knows none of a name', async () => {
    const { clock, destination, dispatcher, accept, deliverNow } = await start();
    expect(deliverNow()).toEqual({ done: true, destinations: [] });
    destination.answer = () => REPORTED;
    await accept('a');
    await clock.pass(0);
    expect(deliverNow([ALARMS, 'nowhere'])).toEqual({ done: false, unknown: 'nowhere', known: [ALARMS] });
    expect(deliverNow([ALARMS, ALARMS])).toMatchObject({ destinations: [{ waiting: 0, pauseEnded: false }] });
    await dispatcher.stop(0);
  });
});
