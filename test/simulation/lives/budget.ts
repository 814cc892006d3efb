/** Number of lives of one run, all files together. */
export const LIVES = Number(process.env.SIMULATION_LIVES ?? 2_000);

/** Seed of the first life. */
export const FIRST_SEED = Number(process.env.SIMULATION_SEED ?? 1);

/** Prints the figures of a run, whatever reporter is used. */
export function report(text: string): void {
  process.stdout.write(`[simulation] ${text}\n`);
}
