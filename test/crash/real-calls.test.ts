import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DiskCall } from '../support/disk-call.ts';
import { type FailingCalls, RealCalls } from '../support/real-calls.ts';
import { RealLife } from './real-disk/real-life.ts';
import { report } from './simulation/budget.ts';
import { storageErrorOnly } from './simulation/storage-errors.ts';

// A failing disk cannot keep evidence, so these warnings are expected.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockReturnValue());

const WAYS: readonly Omit<FailingCalls, 'at'>[] = [
  { code: 'EIO', lasting: false },
  { code: 'EIO', lasting: true },
  { code: 'ENOSPC', lasting: false },
  { code: 'ENOSPC', lasting: true },
];
/** Failing calls of a recovery. It makes fewer than this. */
const IN_RECOVERY = 40;

/** A new directory on a real disk, and everything that is called there. */
async function onRealDisk() {
  const parent = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-calls-'));
  const real = new RealCalls(parent);
  vi.resetModules();
  const { nodeFileSystem } = await import('../../src/journals/file/disk/node-file-system.ts');
  return {
    real,
    /** Begins with an empty directory, whose parents do not exist either. */
    life: () => {
      rmSync(parent, { recursive: true, force: true });
      return new RealLife(nodeFileSystem, join(parent, 'data/of/agent'));
    },
    end: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** The calls on a file after its sync has failed: whatever the next sync says, its bytes may be lost. */
function callsOnSpoilt(calls: readonly DiskCall[]): readonly DiskCall[] {
  const spoilt = new Set<string>();
  return calls.filter(({ operation, path, failed }) => {
    if (operation === 'create') spoilt.delete(path);
    const isLate = spoilt.has(path) && ['write', 'sync'].includes(operation);
    if (operation === 'sync' && failed) spoilt.add(path);
    return isLate;
  });
}

/** Runs something that a failing disk may end early. */
async function inTrouble(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    storageErrorOnly(error);
  }
}

describe('on a real disk, nothing that was acknowledged is lost, and no file is touched after its failed sync,', () => {
  it('when any one call fails, once or for good', async () => {
    const { real, life, end } = await onRealDisk();
    const whole = life();
    real.begin();
    await whole.open();
    await whole.live();
    await whole.end();
    const calls = real.count;
    expect(calls).toBeGreaterThan(100);
    let lives = 0;
    for (let at = 0; at < calls; at++) {
      for (const way of WAYS) {
        const failing = { ...way, at };
        const one = life();
        real.begin(failing);
        await inTrouble(async () => {
          await one.open();
          await one.live();
        });
        await one.end();
        const late = callsOnSpoilt(real.calls);
        real.begin();
        real.loseUnsynced();
        try {
          expect(late).toEqual([]);
          await one.startAgain();
          await one.checkWork();
          await one.end();
        } catch (cause) {
          throw new Error(`with ${JSON.stringify(failing)}`, { cause });
        }
        lives += 1;
      }
    }
    end();
    report(`${lives} lives on a real disk, with each of ${calls} calls failing`);
  });

  it('when any one call of the next start fails', async () => {
    const { real, life, end } = await onRealDisk();
    for (let at = 0; at < IN_RECOVERY; at++) {
      const failing = { code: at % 3 === 0 ? 'ENOSPC' : 'EIO', lasting: at % 2 === 0, at };
      const one = life();
      real.begin();
      await one.open();
      await one.live();
      await one.end();
      real.begin(failing);
      await inTrouble(() => one.startAgain());
      await one.end();
      const late = callsOnSpoilt(real.calls);
      real.begin();
      real.loseUnsynced();
      try {
        expect(late).toEqual([]);
        await one.startAgain();
        await one.checkWork();
        await one.end();
      } catch (cause) {
        throw new Error(`with ${JSON.stringify(failing)}`, { cause });
      }
    }
    end();
  });
});
