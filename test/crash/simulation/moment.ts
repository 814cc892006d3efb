import { setImmediate as turn } from 'node:timers/promises';
import { seededRandom } from '../../support/random.ts';
import { CHANGES, SimulatedFileSystem } from '../../support/simulated-file-system.ts';
import { type FailingCall, faultOf } from './crash-case.ts';
import type { Promised } from './found.ts';
import { SCENARIOS } from './scenarios.ts';
import { storageErrorOnly } from './storage-errors.ts';
import { Trial } from './trial.ts';

/** The disk between two operations, and the records promised by then. */
export interface Moment extends Promised {
  /** The number of operations so far that changed something. */
  readonly after: number;
  readonly disk: SimulatedFileSystem;
  readonly now: number;
}

/** Chooses the moments to keep. Each one costs a copy of the disk. */
export type Choice = (after: number) => boolean;

/**
 * Keeps the chosen moments of a trial from now on, each directly before an operation that changes something.
 */
export function watch(trial: Trial, chosen: Choice): Moment[] {
  const moments: Moment[] = [];
  let after = 0;
  trial.fs.onCall = (operation) => {
    if (!CHANGES.has(operation)) return;
    if (chosen(after)) moments.push(momentOf(trial, after));
    after += 1;
  };
  return moments;
}

/** Copies the disk and the promised records of a trial. */
export function momentOf({ fs, clock, journal }: Trial, after: number): Moment {
  const disk = fs.clone();
  const { acknowledged, failed } = journal;
  return { after, disk, now: clock.now(), acknowledged: [...acknowledged], open: [...failed] };
}

/** A scenario that was played to its end. */
export interface Played {
  readonly moments: readonly Moment[];
  /** The number of calls of the file system, including those that only read. */
  readonly calls: number;
  /** The unexpected errors of background work. */
  readonly surprises: readonly unknown[];
}

/** Plays a scenario, and keeps the chosen moments and always the last one. */
export async function play(
  scenario: string,
  { seed, fails, chosen }: { seed: number; fails?: FailingCall | undefined; chosen: Choice },
): Promise<Played> {
  const script = SCENARIOS.get(scenario);
  if (!script) throw new Error(`there is no scenario ${scenario}`);
  const trial = new Trial(new SimulatedFileSystem());
  if (seed > 0) takeTurns(trial.fs, seed);
  if (fails) trial.fs.inject(faultOf(fails));
  const moments = watch(trial, chosen);
  const note = trial.fs.onCall;
  let calls = 0;
  trial.fs.onCall = (operation) => {
    calls += 1;
    note(operation);
  };
  try {
    await trial.open();
    await script(trial);
  } catch (error) {
    storageErrorOnly(error);
  }
  await trial.tidy();
  trial.fs.heal();
  moments.push(momentOf(trial, trial.fs.changes));
  return { moments, calls, surprises: trial.surprises };
}

function takeTurns(fs: SimulatedFileSystem, seed: number): void {
  const random = seededRandom(seed);
  fs.pause = async () => {
    if (random() < 0.15) await turn();
  };
}
