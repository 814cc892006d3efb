/** The minimum number of different crash states that a run examines, all files together. */
export const STATES = Number(process.env.CRASH_STATES ?? 100_000);

/** Prints the figures of a run, whatever reporter is used. */
export function report(text: string): void {
  process.stdout.write(`[crash] ${text}\n`);
}
