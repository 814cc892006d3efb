import { describe, expect, it } from 'vitest';
import { readDestinations } from '../../../../src/admin/destinations/destination-status.ts';
import { type DestinationHealth, UNTRIED } from '../../../../src/delivery/destination-health.ts';
import type { DestinationLoad } from '../../../../src/delivery/destination-state.ts';
import type { Outcome } from '../../../../src/outbox/events/outcome.ts';
import { firing, INCIDENT, intakeOf, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';

const SEC = 1_000;
const MINUTE = 60 * SEC;
const NOW = Date.UTC(2026, 10, 24, 2, 16);
const ALARMS = 'alarms/default';
const FAULT = { reason: 'server-error', detail: 'HTTP 503', at: 9 * MINUTE } as const;
const DOWN = { ...UNTRIED, faults: 2, pausedUntil: 11 * MINUTE, faultySince: 8 * MINUTE, lastFault: FAULT };

/** An outbox that has run for ten minutes, and shows 02:16:00. */
async function started() {
  const opened = await openOutbox({
    ...{ now: NOW - 10 * MINUTE, uptimeMs: 10 * MINUTE, policy: { resolveHoldMs: MINUTE } },
  });
  const { outbox, clock } = opened;
  const fire = (...names: readonly string[]) => outbox.accept(intakeOf(...names.map((name) => firing(name))));
  const settle = async (outcome: Outcome, destination = ALARMS) => {
    const entry = await outbox.take(destination);
    if (!entry) throw new Error('nothing is due');
    await outbox.settle(entry, outcome);
  };
  const read = (
    health: Record<string, DestinationHealth> = {},
    loads: Record<string, DestinationLoad> = {},
    gone?: string,
  ) =>
    readDestinations(
      {
        outbox,
        health: () => new Map(Object.entries(health)),
        loads: () => new Map(Object.entries(loads)),
        isGone: (name) => name === gone,
      },
      { clock, zone: 'UTC' },
    );
  return { ...opened, fire, settle, read };
}

describe('the destinations', () => {
  it('are none before anything is to be delivered', async () => {
    const { read } = await started();
    expect(read()).toEqual([]);
  });

  it('are left out once they are gone', async () => {
    const { read, fire } = await started();
    await fire('a');
    const names = (gone?: string) => read({ 'alarms/db': DOWN }, {}, gone).map(({ name }) => name);
    expect(names()).toEqual(['alarms/db', ALARMS]);
    expect(names('alarms/db')).toEqual([ALARMS]);
    expect(names(ALARMS)).toEqual(['alarms/db']);
  });

  it('have nothing to tell of before the first attempt but what waits', async () => {
    const { read, fire } = await started();
    await fire('a', 'b');
    expect(read()).toEqual([
      {
        ...{ name: ALARMS, state: 'healthy', faults: 0, pausedUntil: null, lastSuccessAt: null },
        ...{ lastFault: null, faultySince: null, lastFaultAt: null, overcome: null },
        ...{
          inFlight: 0,
          waiting: 2,
          waits: { look: 0, refusal: 0, backoff: 0, parked: 0, held: 0 },
          words: '',
        },
      },
    ]);
  });

  it('are each listed once, with the attempts under way, also when nothing waits any more', async () => {
    const { read, fire } = await started();
    await fire('a');
    const found = read({ [ALARMS]: UNTRIED, gone: UNTRIED }, { gone: { inFlight: 3, limit: 8 } });
    expect(found.map(({ name, inFlight, waiting }) => [name, inFlight, waiting])).toEqual([
      [ALARMS, 0, 1],
      ['gone', 3, 0],
    ]);
  });

  it('that are at fault say which, since when, and when they are tried next', async () => {
    const { read } = await started();
    expect(read({ [ALARMS]: DOWN })).toMatchObject([
      {
        ...{ state: 'paused', faults: 2, pausedUntil: NOW + MINUTE },
        ...{ lastFault: { reason: 'server-error', detail: 'HTTP 503' } },
        ...{ faultySince: NOW - 2 * MINUTE, lastFaultAt: NOW - MINUTE },
        words: 'COC answers HTTP 503 since 02:14:00; next try at 02:17:00',
      },
    ]);
    expect(read({ [ALARMS]: { ...DOWN, probing: true } })).toMatchObject([{ state: 'probing' }]);
  });

  it.each([
    ['it works', { ...UNTRIED, pausedUntil: 11 * MINUTE }],
    ['it was never paused', { ...DOWN, pausedUntil: Number.NEGATIVE_INFINITY }],
  ])('have no end of a pause where %s', async (_why, health) => {
    const { read } = await started();
    expect(read({ [ALARMS]: health })).toMatchObject([{ pausedUntil: null }]);
  });

  it('that work say when they last did, and when they did not', async () => {
    const { read } = await started();
    const works = { ...UNTRIED, lastSuccessAt: 10 * MINUTE };
    expect(read({ [ALARMS]: works })).toMatchObject([
      { state: 'healthy', lastSuccessAt: NOW, words: 'last success at 02:16:00' },
    ]);
    const overcome = { since: 7 * MINUTE, until: 8 * MINUTE, fault: { ...FAULT, at: 7.5 * MINUTE } };
    expect(read({ [ALARMS]: { ...works, overcome } })).toMatchObject([
      {
        overcome: { since: NOW - 3 * MINUTE, until: NOW - 2 * MINUTE, reason: 'server-error' },
        words: 'last success at 02:16:00; failed from 02:13:00 to 02:14:00 (server-error)',
      },
    ]);
    expect(read({ [ALARMS]: { ...UNTRIED, overcome } })).toMatchObject([
      { words: 'failed from 02:13:00 to 02:14:00 (server-error)' },
    ]);
  });

  it('say how many entries wait for what, and when the first of these waits ends', async () => {
    const { read, fire, settle, outbox } = await started();
    await fire('sick');
    await settle({ kind: 'retry', reason: 'timeout', scope: 'entry', detail: 'slow' });
    await fire('refused');
    await settle({ kind: 'rejected', reason: 'bad-request', detail: 'no' });
    await fire('over');
    await settle({ kind: 'delivered', result: 'alarm-reported' });
    await outbox.accept(intakeOf(resolved('over')));
    const [found] = read();
    expect(found).toMatchObject({
      waiting: 3,
      waits: { look: 0, refusal: 1, backoff: 1, parked: 0, held: 1 },
    });
    const first = Math.min(...[...outbox.state.pendingEntries()].map(({ dueAt }) => dueAt));
    const time = new Date(first).toISOString().slice(11, 19);
    expect(found?.words).toBe(
      `1 waits for another try; 1 waits for a second try after a refusal; 1 waits as it is held back; the next at ${time}`,
    );
  });

  it('say how many wait because their message may be a late copy', async () => {
    const { read, fire, settle, outbox } = await started();
    for (const name of ['a', 'b']) {
      await fire(name);
      await settle({ kind: 'delivered', result: 'alarm-reported' });
      // What the recovery waits for is over before its fire comes back.
      await outbox.accept(intakeOf(resolved(name)));
      await outbox.accept(intakeOf(firing(name, { startsAt: STARTED_AT - 600_000 })));
    }
    const [found] = read();
    expect(found).toMatchObject({ waiting: 4, waits: { parked: 2, held: 2 } });
    expect(found?.words).toMatch(
      /^2 wait until alarm\.lateFireWindow ends, as their messages may be late copies; 2 wait as they are held back; /,
    );
  });

  it('say that an incident is searched for', async () => {
    const { read, settle, outbox } = await started();
    await outbox.accept(intakeOf(firing('disk', { incident: INCIDENT })));
    await settle({ kind: 'delivered', result: 'alarm-reported' });
    await settle({ kind: 'unknown', reason: 'timeout', detail: 'no answer' }, 'incidents');
    expect(read().find(({ name }) => name === 'incidents')).toMatchObject({
      waits: { look: 1, refusal: 0, backoff: 0, parked: 0, held: 0 },
      words: expect.stringMatching(/^1 waits for a search in COC; the next at 02:16:\d\d$/),
    });
  });
});
