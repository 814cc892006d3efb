import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { userPages } from './page-list.ts';

const PAGES = [...userPages(), 'HACKING.md', 'helm/coc-alarm-agent/templates/NOTES.txt'];
/** A command as it is typed: at the beginning of a line or of code, or by its file. */
const TYPED =
  /(?:^(?:\$ )?|`|; |-- )(?:\S*\bcoc-alarm-agent|node (?:\/app\/)?dist\/main\.js) ([a-z][a-z-]+[^`\n|)]*)/gm;
/** The same without the name of the program, in running text. */
const SHORT =
  /`((?:coc|alarms|dead-letters|incidents|doctor|explain|check-config|serve|emulator|demo)(?: [^`]+)?)`/g;

const typed = PAGES.flatMap((page) => {
  const text = readFileSync(page, 'utf8');
  const found = [...text.matchAll(TYPED), ...text.matchAll(SHORT)];
  return found.map(([, line = '']) => ({ page, line: line.trim() }));
});

/** What of a command line the program does not know. */
function unknownIn(line: string): readonly string[] {
  let command: Command = createProgram(() => undefined);
  const unknown: string[] = [];
  for (const word of line.split(/,?\s+/)) {
    if (word === '#' || word === '&') break;
    if (word.startsWith('--')) {
      if (!command.options.some(({ long }) => long === word)) unknown.push(word);
      continue;
    }
    const next = command.commands.find((one) => one.name() === word);
    if (next) command = next;
    else if (command.commands.length > 0) unknown.push(word);
  }
  return unknown;
}

it('the pages show many commands', () => expect(typed.length).toBeGreaterThan(20));

it.each(typed)('$page: "$line" can be typed', ({ line }) => {
  expect(unknownIn(line)).toEqual([]);
});
