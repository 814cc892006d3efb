import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CrashCase, diskAfter } from './crash-case.ts';
import { examine, startInTrouble } from './examine.ts';
import { type Moment, play } from './moment.ts';

/** Cases that failed once, one a line. They are replayed before anything else. */
const FAILING_CASES = resolve(process.env.FAILING_CASES ?? 'test/crash/failing-cases.jsonl');

/** Reads the cases that failed once. */
export function failingCases(): readonly CrashCase[] {
  if (!existsSync(FAILING_CASES)) return [];
  const lines = readFileSync(FAILING_CASES, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** Adds a failed case to the file, and returns an error that names it. */
export function keepFailing(failing: CrashCase, cause: unknown): Error {
  const line = JSON.stringify(failing);
  if (!failingCases().some((known) => JSON.stringify(known) === line))
    appendFileSync(FAILING_CASES, `${line}\n`);
  const text = cause instanceof Error ? cause.message : String(cause);
  return new Error(`this case fails (it is in ${FAILING_CASES} now):\n${line}\n${text}`, { cause });
}

/** Replays one life. @throws the error of a check that fails. */
export async function replay({ scenario, seed, fails, crashes }: CrashCase): Promise<void> {
  const [first, ...more] = crashes;
  if (!first) throw new Error('a case needs at least one crash');
  const { moments } = await play(scenario, { seed, fails, chosen: (after) => after === first.after });
  let moment = at(moments, first.after);
  let crash = first;
  for (const next of more) {
    const disk = diskAfter(moment.disk, crash.keep);
    moment = crash.fails
      ? (await startInTrouble(moment, disk, crash.fails)).end
      : at(await examine(moment, disk, (after) => after === next.after), next.after);
    crash = next;
  }
  await examine(moment, diskAfter(moment.disk, crash.keep));
}

function at(moments: readonly Moment[], after: number): Moment {
  const moment = moments.find((one) => one.after === after);
  if (!moment) throw new Error(`this life ends before ${after} operations`);
  return moment;
}
