import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FailingCalls, RealCalls } from '../support/real-calls.ts';
import { callsOnSpoilt, inTrouble, onRealDisk, WAYS } from './real-disk/on-real-disk.ts';
import type { RealLife } from './real-disk/real-life.ts';
import { report } from './simulation/budget.ts';

// A failing disk cannot keep evidence, so these warnings are expected.
const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  vi.spyOn(process, 'emitWarning').mockImplementation((text) => void warnings.push(String(text)));
});

/** Runs `one` with each call failing in each way, and tells which one it was that went wrong. */
async function withEach(calls: number, one: (failing: FailingCalls) => Promise<void>): Promise<void> {
  for (let at = 0; at < calls; at++)
    for (const way of WAYS) {
      const failing = { ...way, at };
      try {
        await one(failing);
      } catch (cause) {
        throw new Error(`with ${JSON.stringify(failing)}`, { cause });
      }
    }
}

/** A life that went well. */
async function lived(one: RealLife): Promise<void> {
  await one.open();
  await one.live();
  await one.end();
}

/** Counts the calls of some work in a life, without any that fails. */
async function countCalls(real: RealCalls, work: () => Promise<void>): Promise<number> {
  real.begin();
  await work();
  return real.count;
}

/** A start after all trouble, which has what was promised, and works. */
async function startsWell(one: RealLife): Promise<void> {
  await one.startAgain();
  await one.checkWork();
  await one.end();
}

describe('on a real disk, nothing that was acknowledged is lost, and no file is touched after its failed sync,', () => {
  it('when any one call fails, once or for good', async () => {
    const { real, life } = await onRealDisk();
    const calls = await countCalls(real, () => lived(life()));
    expect(calls).toBeGreaterThan(100);
    await withEach(calls, async (failing) => {
      const one = life();
      real.begin(failing);
      await inTrouble(async () => {
        await one.open();
        await one.live();
      });
      await one.end();
      expect(callsOnSpoilt(real.calls)).toEqual([]);
      real.begin();
      real.loseUnsynced();
      await startsWell(one);
    });
    report(`lives on a real disk, with each of ${calls} calls failing in ${WAYS.length} ways`);
  });

  it('when any one call of the next start fails, once or for good', async () => {
    const { real, life } = await onRealDisk();
    const whole = life();
    await lived(whole);
    const calls = await countCalls(real, () => whole.startAgain());
    await whole.end();
    expect(calls).toBeGreaterThan(10);
    await withEach(calls, async (failing) => {
      const one = life();
      real.begin();
      await lived(one);
      real.begin(failing);
      await inTrouble(() => one.startAgain());
      await one.end();
      expect(callsOnSpoilt(real.calls)).toEqual([]);
      real.begin();
      real.loseUnsynced();
      await startsWell(one);
    });
    report(`starts on a real disk, with each of ${calls} calls failing in ${WAYS.length} ways`);
  });

  it('when the next start has no room for a copy, and any one of its calls fails, once or for good', async () => {
    const { real, disk, life } = await onRealDisk();
    /** A life whose last segment has bytes that can be read, and whose sync has failed. */
    const suspect = async () => {
      const one = life();
      real.begin();
      await one.open();
      await one.oneMore();
      real.begin({ operation: 'sync', code: 'EIO', lasting: true, at: 0 });
      await one.oneMore();
      await one.end();
      expect([...real.spoilt].filter((path) => path.endsWith('.log'))).not.toEqual([]);
      disk.hasNoRoomForCopy = true;
      return one;
    };
    const whole = await suspect();
    const calls = await countCalls(real, () => whole.startAgain());
    await whole.end();
    expect(calls).toBeGreaterThan(10);
    await withEach(calls, async (failing) => {
      const one = await suspect();
      real.begin(failing);
      await inTrouble(() => one.startAgain());
      await one.end();
      expect(callsOnSpoilt(real.calls)).toEqual([]);
      disk.hasNoRoomForCopy = false;
      real.begin();
      // Where not even the same bytes at the same place find room, a warning says that the next power loss may take them.
      const isTold = warnings.splice(0).some((text) => text.includes('is used as it is'));
      expect(isTold && failing.code !== 'ENOSPC').toBe(false);
      if (!isTold) real.losePower();
      await startsWell(one);
    });
    report(`starts on a full disk, with each of ${calls} calls failing in ${WAYS.length} ways`);
  });
});
