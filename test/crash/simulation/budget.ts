/** The minimum number of different crash states that a run examines, all files together. */
export const STATES = Number(process.env.CRASH_STATES ?? 60_000);

/** The seed of everything random in the crash tests. The same in each run, unless `CRASH_SEED` chooses another. */
export const SEED = Number(process.env.CRASH_SEED ?? 20_261_129);

/** Prints the figures of a run, whatever reporter is used. */
export function report(text: string): void {
  process.stdout.write(`[crash] ${text}\n`);
}
