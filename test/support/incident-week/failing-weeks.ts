import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { WeekAction } from './random-week.ts';

/** Weeks that failed once, one a line. They are lived through before any others. */
const FAILING_WEEKS = resolve('test/weeks/failing-weeks.jsonl');

/** A week that failed, and the seed that it was drawn from. */
export interface FailingWeek {
  readonly seed: number;
  readonly actions: readonly WeekAction[];
}

/** Reads the weeks that failed once. */
export function failingWeeks(): readonly FailingWeek[] {
  if (!existsSync(FAILING_WEEKS)) return [];
  const lines = readFileSync(FAILING_WEEKS, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** Adds a week to the file. Returns its line. */
export function keepFailing(week: FailingWeek): string {
  const line = JSON.stringify(week);
  if (!failingWeeks().some((known) => JSON.stringify(known) === line))
    appendFileSync(FAILING_WEEKS, `${line}\n`);
  return line;
}
