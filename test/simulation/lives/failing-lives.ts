import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Case } from '../life.ts';

/** Lives that failed once, one a line. They are led before any others. */
const FAILING_LIVES = resolve('test/simulation/failing-lives.jsonl');

/** Reads the lives that failed once. */
export function failingLives(): readonly Case[] {
  if (!existsSync(FAILING_LIVES)) return [];
  const lines = readFileSync(FAILING_LIVES, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** Adds a life to the file. Returns the line of the file. */
export function keepFailing(failing: Case): string {
  const line = JSON.stringify(failing);
  if (!failingLives().some((known) => JSON.stringify(known) === line))
    appendFileSync(FAILING_LIVES, `${line}\n`);
  return line;
}
