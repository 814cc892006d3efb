import { crc32 } from 'node:zlib';
import type { SimulatedFileSystem } from '../../support/simulated-file-system.ts';
import { type Crash, type CrashCase, diskAfter, type FailingCall, type Keep } from './crash-case.ts';
import { examine, startInTrouble } from './examine.ts';
import type { Choice, Moment } from './moment.ts';
import { keepFailing } from './replay.ts';

/** The scenario and the crashes that led to a moment. */
export type Past = Omit<CrashCase, 'crashes'> & { readonly crashes: readonly Crash[] };

/** The examined crash states. Each different one is examined and counted once. */
export class States {
  readonly #seen = new Set<string>();
  /** The number of different states that were examined. */
  examined = 0;

  /** Examines each crash at a moment. Returns the chosen moments of the recoveries, each with its past. */
  async crash(
    moment: Moment,
    keeps: readonly Keep[],
    { past, chosen }: { readonly past: Past; readonly chosen?: Choice },
  ): Promise<readonly (readonly [Moment, Past])[]> {
    const next: (readonly [Moment, Past])[] = [];
    for (const keep of keeps) {
      const disk = diskAfter(moment.disk, keep);
      if (this.#knows(moment, disk)) continue;
      const crashed = { ...past, crashes: [...past.crashes, { after: moment.after, keep }] };
      try {
        for (const one of await examine(moment, disk, chosen)) next.push([one, crashed]);
      } catch (error) {
        throw keepFailing(crashed, error);
      }
      this.examined += 1;
    }
    return next;
  }

  /** Lets a call fail in the recovery from a crash, and examines the states after a second crash. */
  async crashInTrouble(
    moment: Moment,
    { keep, fails, past }: { readonly keep: Keep; readonly fails: FailingCall; readonly past: Past },
  ): Promise<void> {
    const crashed = { ...past, crashes: [...past.crashes, { after: moment.after, keep, fails }] };
    let end: Moment;
    try {
      ({ end } = await startInTrouble(moment, diskAfter(moment.disk, keep), fails));
    } catch (error) {
      throw keepFailing(crashed, error);
    }
    await this.crash(end, ['nothing', 'everything'], { past: crashed });
  }

  #knows({ acknowledged, open }: Moment, disk: SimulatedFileSystem): boolean {
    let sum = 0;
    for (const [path, bytes] of disk.files()) sum = crc32(bytes, crc32(path, sum));
    const key = `${sum}:${acknowledged.length}:${acknowledged.at(-1)?.seq ?? 0}:${open.length}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }
}
