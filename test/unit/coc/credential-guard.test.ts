import { afterEach, describe, expect, it, vi } from 'vitest';
import { CredentialGuard, type GuardedResult } from '../../../src/coc/credential-guard.ts';
import { type Deadline, startDeadline } from '../../../src/coc/deadline.ts';
import { KeptRefusals } from '../../../src/coc/kept-refusals.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryNote } from './memory-note.ts';

const DELIVERED: GuardedResult = { outcome: { kind: 'delivered' }, status: 200 };

function retry(reason: Extract<Outcome, { kind: 'retry' }>['reason'], status?: number): GuardedResult {
  const outcome = { kind: 'retry', reason, scope: 'destination', detail: '' } as const;
  return { outcome, ...(status === undefined ? {} : { status }) };
}

/** A guard at a time that the test sets, and how many of its calls were made. */
function guarded() {
  const state = { made: 0, monotonic: 0 };
  const guard = new CredentialGuard({ now: () => 0, monotonic: () => state.monotonic });
  const call = (result: GuardedResult, version = 'v1') =>
    guard.pass(version, deadline(), async () => {
      state.made += 1;
      return result;
    });
  return { state, guard, call };
}

const deadlines: Deadline[] = [];

function deadline(): Deadline {
  const started = startDeadline(1_000);
  deadlines.push(started);
  return started;
}

afterEach(() => {
  for (const started of deadlines.splice(0)) started.stop();
});

describe('CredentialGuard', () => {
  it('lets everybody through once one call has shown that the credentials are good', async () => {
    const { state, call } = guarded();
    const results = await Promise.all([call(DELIVERED), call(DELIVERED), call(DELIVERED)]);
    expect(results).toEqual([DELIVERED, DELIVERED, DELIVERED]);
    expect(state.made).toBe(3);
  });

  it.each(['credentials', 'key-locked', 'clock-skew'] as const)(
    'makes no call for 5 minutes after %s',
    async (reason) => {
      const { state, call } = guarded();
      await Promise.all([call(retry(reason, 401)), call(DELIVERED), call(DELIVERED)]);
      state.monotonic = 299_999;
      expect((await call(DELIVERED)).outcome).toMatchObject({ kind: 'retry', reason, afterMs: 1 });
      expect(state.made).toBe(1);
      state.monotonic = 300_000;
      expect(await call(DELIVERED)).toBe(DELIVERED);
    },
  );

  it('makes a call with other credentials at once', async () => {
    const { call } = guarded();
    await call(retry('credentials', 401));
    expect(await call(DELIVERED, 'v2')).toBe(DELIVERED);
  });

  it.each([
    retry('network'),
    retry('server-error', 500),
    retry('server-error', 503),
    retry('throttled', 429),
    retry('credentials'),
  ])('neither trusts nor refuses credentials after %j', async (passing) => {
    const { state, call } = guarded();
    const results = await Promise.all([call(passing), call(DELIVERED)]);
    expect(results.map(({ outcome }) => outcome)).toEqual([passing.outcome, passing.outcome]);
    expect(await call(DELIVERED)).toBe(DELIVERED);
    expect(state.made).toBe(2);
  });

  it('trusts credentials after an unknown end, whatever the words of the answer', async () => {
    const { state, call } = guarded();
    const outcome = { kind: 'unknown', reason: 'credentials', detail: '' } as const;
    await call({ outcome, status: 200 });
    expect(await call(DELIVERED)).toBe(DELIVERED);
    expect(state.made).toBe(2);
  });

  it('gives those who waited for a first call the reason of its end', async () => {
    const { call } = guarded();
    const outcome = { kind: 'unknown', reason: 'server-error', detail: '' } as const;
    const [, waited] = await Promise.all([call({ outcome, status: 500 }), call(DELIVERED)]);
    expect(waited.outcome).toMatchObject({ kind: 'retry', reason: 'server-error', scope: 'destination' });
  });

  it('lets calls with good credentials run beside one that hangs', async () => {
    const { state, guard, call } = guarded();
    await call(DELIVERED);
    void guard.pass('v1', deadline(), () => new Promise<GuardedResult>(() => undefined));
    void call(DELIVERED);
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.made).toBe(2);
  });

  it('trusts credentials that another fault was found with', async () => {
    const { state, call } = guarded();
    await Promise.all([call(retry('forbidden', 403)), call(DELIVERED)]);
    expect(state.made).toBe(2);
  });

  it('ends the wait of a call whose time is over', async () => {
    const guard = new CredentialGuard({ now: () => 0, monotonic: () => 0 });
    const trial = guard.pass('v1', deadline(), () => new Promise<GuardedResult>(() => undefined));
    const waiting = guard.pass('v1', startDeadline(20), async () => DELIVERED);
    expect((await waiting).outcome).toMatchObject({ kind: 'retry', reason: 'timeout' });
    expect(trial).toBeInstanceOf(Promise);
  });

  it('does not wait at all when its time was over before', async () => {
    const guard = new CredentialGuard({ now: () => 0, monotonic: () => 0 });
    void guard.pass('v1', deadline(), () => new Promise<GuardedResult>(() => undefined));
    const over = startDeadline(1);
    deadlines.push(over);
    await new Promise((resolve) => over.signal.addEventListener('abort', resolve));
    expect((await guard.pass('v1', over, async () => DELIVERED)).outcome).toMatchObject({
      reason: 'timeout',
    });
  });

  describe('when the credentials are replaced during a call', () => {
    /** The first call with `v1`, which ends when it is told to, while `v2` is used. */
    function replaced() {
      let end: (result: GuardedResult) => void = () => undefined;
      const guard = new CredentialGuard({ now: () => 0, monotonic: () => 0 });
      const made: string[] = [];
      const call = (version: string, result: GuardedResult | Promise<GuardedResult> = DELIVERED) =>
        guard.pass(version, deadline(), async () => {
          made.push(version);
          return result;
        });
      const first = call(
        'v1',
        new Promise<GuardedResult>((resolve) => {
          end = resolve;
        }),
      );
      return { call, made, first, end: (result: GuardedResult) => end(result) };
    }

    it('learns nothing about the new ones from its refusal', async () => {
      const { call, first, end } = replaced();
      expect(await call('v2')).toBe(DELIVERED);
      end(retry('credentials', 401));
      await first;
      expect(await call('v2')).toBe(DELIVERED);
    });

    it('learns nothing about the new ones from its success', async () => {
      const { call, made, first, end } = replaced();
      const trial = call('v2', retry('credentials', 401));
      const waiting = call('v2');
      end(DELIVERED);
      await first;
      expect((await trial).outcome).toMatchObject({ reason: 'credentials' });
      expect((await waiting).outcome).toMatchObject({ reason: 'credentials' });
      expect(made).toEqual(['v1', 'v2']);
    });

    it('lets no second call try the new ones when it ends', async () => {
      const { call, made, first, end } = replaced();
      const trial = call('v2', new Promise<GuardedResult>(() => undefined));
      end(DELIVERED);
      await first;
      const waiting = call('v2');
      await new Promise((resolve) => setImmediate(resolve));
      expect([made, trial, waiting]).toEqual([['v1', 'v2'], expect.any(Promise), expect.any(Promise)]);
    });

    it('makes no call with the old ones that waited for it', async () => {
      const { call, made, first, end } = replaced();
      const waiting = call('v1');
      expect(await call('v2')).toBe(DELIVERED);
      end(DELIVERED);
      await first;
      expect((await waiting).outcome).toMatchObject({ kind: 'retry', reason: 'credentials' });
      expect(made).toEqual(['v1', 'v2']);
    });
  });
});

describe('a restart', () => {
  const note = () => new MemoryNote();

  /** A guard of a new process, and the calls that it lets through. */
  function start(kept: MemoryNote, clock: FakeClock, key = 'AK-OF-OURS') {
    const refusals = new KeptRefusals(kept, (error) => expect.unreachable(String(error)));
    const guard = new CredentialGuard(
      clock,
      refusals.of('signature', () => ({ credentials: [key], scope: [] })),
    );
    const made = { calls: 0 };
    const call = (result: GuardedResult) =>
      guard.pass('0', deadline(), async () => {
        made.calls += 1;
        return result;
      });
    return { guard, made, call };
  }

  it('makes no call with credentials that were refused before, whoever is first', async () => {
    const [kept, clock] = [note(), new FakeClock()];
    await start(kept, clock).call(retry('credentials', 401));
    const { made, call } = start(kept, clock);
    const results = await Promise.all([call(DELIVERED), call(DELIVERED), call(DELIVERED)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(
      Array(3).fill(expect.objectContaining({ reason: 'credentials', afterMs: 300_000 })),
    );
    expect(made.calls).toBe(0);
    clock.advance(300_000);
    expect(await call(DELIVERED)).toBe(DELIVERED);
    expect(await start(kept, clock).call(DELIVERED)).toBe(DELIVERED);
  });

  it('has stored the refusal before anybody hears of it', async () => {
    const [kept, clock] = [note(), new FakeClock()];
    const { call } = start(kept, clock);
    const results = [call(retry('credentials', 401)), call(DELIVERED)];
    expect(await Promise.all(results.map((result) => result.then(() => kept.writes)))).toEqual([1, 1]);
  });

  it('tries other credentials with one call', async () => {
    const [kept, clock] = [note(), new FakeClock()];
    await start(kept, clock).call(retry('credentials', 401));
    const { made, call } = start(kept, clock, 'AK-OTHER');
    await Promise.all([call(retry('server-error', 503)), call(DELIVERED)]);
    expect(made.calls).toBe(1);
  });

  it('forgets what was refused with the first call that is accepted, and not again', async () => {
    const forget = vi.fn(async () => undefined);
    const memory = { recall: async () => undefined, keep: async () => undefined, forget };
    const guard = new CredentialGuard(new FakeClock(), memory);
    for (let n = 0; n < 3; n++) {
      await guard.pass('0', deadline(), async () => DELIVERED);
      expect(forget).toHaveBeenCalledOnce();
    }
  });

  it('lets an operator try them, with one call', async () => {
    const [kept, clock] = [note(), new FakeClock()];
    await start(kept, clock).call(retry('credentials', 401));
    const { guard, made, call } = start(kept, clock);
    await call(DELIVERED);
    guard.hurry();
    await Promise.all([call(retry('credentials', 401)), call(DELIVERED)]);
    expect(made.calls).toBe(1);
  });
});
