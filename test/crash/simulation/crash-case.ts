import type { Fault } from '../../support/faults.ts';
import { seededRandom } from '../../support/random.ts';
import type { SimulatedFileSystem } from '../../support/simulated-file-system.ts';

/** The part of the unsynced bytes that a crash keeps: nothing, all of it, or a random part by this seed. */
export type Keep = 'nothing' | 'everything' | number;

/** The block sizes at which an interrupted write may be cut. */
const GRAINS = [1, 512, 4096];

/** A failing call: the one after `after` calls of any kind, alone or with all later ones. */
export interface FailingCall {
  readonly after: number;
  readonly code: 'EIO' | 'ENOSPC' | 'EMFILE';
  readonly lasting: boolean;
}

/** A power loss after `after` operations that change something. */
export interface Crash {
  readonly after: number;
  readonly keep: Keep;
  /** A failing call in the recovery from this crash. */
  readonly fails?: FailingCall;
}

/** One simulated life in a form that can be replayed and fits in one line of a file. */
export interface CrashCase {
  readonly scenario: string;
  /** The seed of the order in which concurrent work takes turns. */
  readonly seed: number;
  readonly fails?: FailingCall;
  /** The first crash is in the scenario, each further one in the recovery from the one before. */
  readonly crashes: readonly Crash[];
}

/** Converts a failing call to a fault of the simulated disk. */
export function faultOf({ after, code, lasting }: FailingCall): Fault {
  return { operation: 'any', after, code, times: lasting ? Number.POSITIVE_INFINITY : 1 };
}

/** Makes a copy of the disk as a power loss leaves it. The disk itself does not change. */
export function diskAfter(disk: SimulatedFileSystem, keep: Keep): SimulatedFileSystem {
  const copy = disk.clone();
  if (keep === 'nothing') return copy.reboot(() => 0);
  if (keep === 'everything') return copy.reboot(() => 1 - 2 ** -32);
  return copy.reboot(seededRandom(keep), GRAINS[keep % GRAINS.length]);
}
