import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { DiskCall } from '../../support/disk-call.ts';
import { fileSystemError } from '../../support/faults.ts';
import { type FailingCalls, RealCalls } from '../../support/real-calls.ts';
import { storageErrorOnly } from '../simulation/storage-errors.ts';
import { RealLife } from './real-life.ts';

/** The ways in which a call fails. */
export const WAYS: readonly Omit<FailingCalls, 'at'>[] = [
  { code: 'EIO', lasting: false },
  { code: 'EIO', lasting: true },
  { code: 'ENOSPC', lasting: false },
  { code: 'ENOSPC', lasting: true },
];

/** The file system in memory, where there is one. What a power loss takes is played, so that no sync need wait for a disk. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** The copy of a segment that a start makes before it builds on it. */
const COPY = /\/segments\/[^/]*\.tmp$/;

/** A new directory of a real file system, and everything that is called there. It goes with the test. */
export async function onRealDisk() {
  const parent = mkdtempSync(join(PLACE, 'coc-alarm-agent-calls-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const real = new RealCalls(parent);
  vi.resetModules();
  const { nodeFileSystem } = await import('../../../src/journals/file/disk/node-file-system.ts');
  /** Whether there is no room for the copy of a segment. */
  const disk = { hasNoRoomForCopy: false };
  const fs: typeof nodeFileSystem = {
    ...nodeFileSystem,
    create: async (path) => {
      if (disk.hasNoRoomForCopy && COPY.test(path)) throw fileSystemError('ENOSPC', 'create', path);
      return nodeFileSystem.create(path);
    },
  };
  const directory = join(parent, 'data/of/agent');
  return {
    real,
    disk,
    directory,
    /** Begins with an empty directory, whose parents do not exist either. */
    life: () => {
      disk.hasNoRoomForCopy = false;
      rmSync(join(parent, 'data'), { recursive: true, force: true });
      return new RealLife(fs, directory);
    },
  };
}

/**
 * The calls on a file after its sync has failed: whatever the next sync says, its bytes may be lost. A file that takes
 * its place, new or renamed, is another one.
 */
export function callsOnSpoilt(calls: readonly DiskCall[]): readonly DiskCall[] {
  const spoilt = new Set<string>();
  return calls.filter(({ operation, path, to = '', failed }) => {
    if (operation === 'create') spoilt.delete(path);
    if (operation === 'rename' && !failed) {
      spoilt.delete(to);
      if (spoilt.delete(path)) spoilt.add(to);
    }
    const isLate = spoilt.has(path) && ['write', 'sync'].includes(operation);
    if (operation === 'sync' && failed) spoilt.add(path);
    return isLate;
  });
}

/** Runs something that a failing disk may end early. */
export async function inTrouble(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    storageErrorOnly(error);
  }
}
