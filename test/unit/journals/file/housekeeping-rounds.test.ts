import { describe, expect, it } from 'vitest';
import { HousekeepingRounds } from '../../../../src/journals/file/housekeeping-rounds.ts';
import type { CheckpointSource } from '../../../../src/outbox/ports/journal.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const SOURCE = {} as CheckpointSource;

/** Rounds that end when the test ends them. */
function setUp() {
  const clock = new FakeClock();
  const begun: number[] = [];
  const state = { isBehind: false, afterRounds: 0 };
  const errors: unknown[] = [];
  let end: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const housekeeping = {
    get isBehind() {
      return state.isBehind;
    },
    runRound: (_source: CheckpointSource, now: number) => {
      begun.push(now);
      return new Promise<void>((resolve, reject) => {
        end = { resolve, reject };
      });
    },
  };
  const rounds = new HousekeepingRounds({
    housekeeping,
    clock,
    afterRound: async () => {
      state.afterRounds += 1;
    },
    onError: (error) => errors.push(error),
  });
  const ended = async (error?: Error) => {
    if (error) end?.reject(error);
    else end?.resolve();
    await rounds.finish();
    await clock.pass(0);
  };
  return { clock, rounds, begun, state, errors, ended, run: () => rounds.runWhenDue(SOURCE) };
}

describe('the rounds of housekeeping', () => {
  it('run one at a time, and half a second apart at least', async () => {
    const { clock, begun, state, ended, run } = setUp();
    run();
    clock.advance(5_000);
    run();
    expect(begun).toHaveLength(1);
    await ended();
    run();
    expect([begun.length, state.afterRounds]).toEqual([2, 1]);
    await ended();
    clock.advance(499);
    run();
    expect(begun).toHaveLength(2);
    clock.advance(1);
    run();
    expect(begun).toHaveLength(3);
  });

  it('follow each other at once while a segment waits', async () => {
    const { state, begun, ended, run } = setUp();
    state.isBehind = true;
    run();
    await ended();
    run();
    expect(begun).toHaveLength(2);
  });

  it('keep their distance after one has failed, whatever waits', async () => {
    const { clock, state, begun, errors, ended, run } = setUp();
    state.isBehind = true;
    run();
    const failure = new Error('no room');
    await ended(failure);
    expect([errors, state.afterRounds]).toEqual([[failure], 0]);
    run();
    expect(begun).toHaveLength(1);
    clock.advance(500);
    run();
    expect(begun).toHaveLength(2);
    await ended();
    run();
    expect(begun).toHaveLength(3);
  });

  it('are waited for', async () => {
    const { rounds, ended, run } = setUp();
    await rounds.finish();
    run();
    let finished = false;
    const finishing = rounds.finish().then(() => {
      finished = true;
    });
    await Promise.resolve();
    expect(finished).toBe(false);
    await ended();
    await finishing;
    expect(finished).toBe(true);
  });
});
