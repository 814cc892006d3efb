import type { Fault } from '../../support/faults.ts';
import { seededRandom } from '../../support/random.ts';
import type { SimulatedFileSystem } from '../../support/simulated-file-system.ts';

/** What a crash keeps of what was not synced: nothing, all of it, or by chance from a seed. */
export type Keep = 'nothing' | 'everything' | number;

/** Where the operating system cuts a write that did not get to the disk as a whole. */
const GRAINS = [1, 512, 4096];

/** A call that fails: the one after `after` calls of any kind, alone or with all that follow. */
export interface FailingCall {
  readonly after: number;
  readonly code: 'EIO' | 'ENOSPC' | 'EMFILE';
  readonly lasting: boolean;
}

/** The power goes when so many operations that change something were done, and comes back. */
export interface Crash {
  readonly after: number;
  readonly keep: Keep;
  /** A call that fails in the recovery from it. */
  readonly fails?: FailingCall;
}

/** One simulated life, so that it can be led again: small enough for one line of a file. */
export interface CrashCase {
  readonly scenario: string;
  /** Decides in which order things that run at the same time take their turns. */
  readonly seed: number;
  readonly fails?: FailingCall;
  /** The first in the scenario, each further one in the recovery from the one before. */
  readonly crashes: readonly Crash[];
}

/** As the port of faults takes it. */
export function faultOf({ after, code, lasting }: FailingCall): Fault {
  return { operation: 'any', after, code, times: lasting ? Number.POSITIVE_INFINITY : 1 };
}

/** What the disk holds after the power was gone. The disk itself stays as it is. */
export function diskAfter(disk: SimulatedFileSystem, keep: Keep): SimulatedFileSystem {
  const copy = disk.clone();
  if (keep === 'nothing') return copy.reboot(() => 0);
  if (keep === 'everything') return copy.reboot(() => 1 - 2 ** -32);
  return copy.reboot(seededRandom(keep), GRAINS[keep % GRAINS.length]);
}
