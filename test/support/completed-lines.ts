import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Option } from 'commander';
import { everyCommand } from './every-command.ts';

/** A line that is typed up to a tab, and the words that a shell offers then. */
export interface CompletedLine {
  /** Behind the name of the program. */
  readonly line: string;
  readonly words: readonly string[];
}

const FILES = ['alpha.yaml', 'with space.yaml'];
const FOLDERS = ['folder'];
const ALL = [...FILES, ...FOLDERS].sort();
const LEVELS = ['Critical', 'Info', 'Major', 'Minor'];

/** Lines whose answers are written by hand. */
export const LINES: readonly CompletedLine[] = [
  { line: 'al', words: ['alarms'] },
  { line: 'dead-letters re', words: ['redrive'] },
  { line: 'help dem', words: ['demo'] },
  { line: 'alarms help s', words: ['show'] },
  { line: 'completion ', words: ['bash', 'fish', 'zsh'] },
  { line: 'completion bash z', words: [] },
  { line: 'alarms list --so', words: ['--sort', '--source'] },
  { line: 'alarms list --sort o', words: ['oldest'] },
  { line: 'alarms list --sort=o', words: ['oldest'] },
  { line: 'alarms list --sort=', words: ['level', 'name', 'newest', 'oldest'] },
  { line: 'alarms list --level ', words: LEVELS },
  { line: 'alarms list --level Critical,', words: ['Critical,Info', 'Critical,Major', 'Critical,Minor'] },
  { line: 'alarms list --level Critical,Info,M', words: ['Critical,Info,Major', 'Critical,Info,Minor'] },
  { line: 'alarms list --level Critical,Mi', words: ['Critical,Minor'] },
  { line: 'alarms list --level=Critical,Mi', words: ['Critical,Minor'] },
  { line: 'alarms list --watch --sor', words: ['--sort'] },
  { line: 'alarms list --watch 5 --sor', words: ['--sort'] },
  { line: 'alarms list --admin http://127.0.0.1:9096 --sor', words: ['--sort'] },
  { line: 'alarms list --text list --sor', words: ['--sort'] },
  { line: 'alarms list --text --json --sor', words: ['--sort'] },
  { line: 'alarms list --match a=b c=d --sor', words: ['--sort'] },
  { line: 'alarms list --level Critical M', words: ['Major', 'Minor'] },
  { line: 'alarms list --level Critical Major --sor', words: ['--sort'] },
  { line: 'alarms list --level=Critical M', words: [] },
  { line: 'alarms list --level=Critical --sor', words: ['--sort'] },
  { line: 'alarms list --text ', words: [] },
  { line: 'alarms show am', words: [] },
  { line: 'serve --config al', words: ['alpha.yaml'] },
  { line: 'serve -c ', words: ALL },
  { line: 'serve --config=wi', words: ['with space.yaml'] },
  { line: 'check-config ', words: ALL },
  { line: 'check-config --config alpha.yaml wi', words: ['with space.yaml'] },
  { line: 'check-config alpha.yaml wi', words: [] },
  { line: 'explain --source am al', words: ['alpha.yaml'] },
  { line: 'dead-letters export -o al', words: ['alpha.yaml'] },
  { line: 'emulator --data-dir ', words: FOLDERS },
  { line: 'incidents list --state acc', words: ['accepted'] },
];

/** Lines whose answers are read from the program: all commands, all long options, and all words of an option. */
export function linesOfProgram(): readonly CompletedLine[] {
  return everyCommand().flatMap(({ words, command }) => {
    const help = command.createHelp();
    const line = words.map((word) => `${word} `).join('');
    const options = help.visibleOptions(command);
    const longs = options.flatMap(({ long }) => long ?? []);
    const names = help.visibleCommands(command).map((below) => below.name());
    return [
      ...(names.length > 0 ? [{ line, words: names.sort() }] : []),
      { line: `${line}--`, words: longs.sort() },
      ...options.flatMap((option) => wordsOf(option, line)),
    ];
  });
}

function wordsOf({ long, argChoices }: Option, line: string): readonly CompletedLine[] {
  return argChoices ? [{ line: `${line}${long} `, words: [...argChoices].sort() }] : [];
}

/** Fills the directory in which the lines are typed. */
export async function makeFiles(directory: string): Promise<void> {
  for (const name of FOLDERS) await mkdir(join(directory, name), { recursive: true });
  for (const name of FILES) await writeFile(join(directory, name), '');
}

/** What a shell offers, in the form of {@link CompletedLine}: without the option before it, a slash behind it or escapes. */
export function plainWords(offered: readonly string[]): readonly string[] {
  const words = offered.map((word) =>
    word
      .replace(/^--[^=]*=/, '')
      .replace(/\/$/, '')
      .replaceAll(/\\(.)/g, '$1'),
  );
  return [...new Set(words)].sort();
}
