/** How many different crash states a run of the suite examines at least, all files together. */
export const STATES = Number(process.env.CRASH_STATES ?? 100_000);

/** Tells what was done, whatever the reporter shows. */
export function report(text: string): void {
  process.stdout.write(`[crash] ${text}\n`);
}
