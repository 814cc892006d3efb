import type { Command } from 'commander';
import { EXIT_OK } from '../exit-codes.ts';
import { bashCompletion } from './bash-completion.ts';
import { commandTree } from './command-tree.ts';
import { fishCompletion } from './fish-completion.ts';
import { manPage } from './man-page.ts';
import { zshCompletion } from './zsh-completion.ts';

/** Makes the completion for each shell. */
export const COMPLETIONS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Name of a shell that has a completion. */
export type Shell = keyof typeof COMPLETIONS;

/** Prints the completion of a program for a shell, and returns the exit code. */
export function printCompletion(program: Command, shell: Shell): number {
  process.stdout.write(COMPLETIONS[shell](commandTree(program), program.name()));
  return EXIT_OK;
}

/** Prints the man page of a program, and returns the exit code. */
export function printManPage(program: Command): number {
  const version = program.version() ?? '';
  process.stdout.write(manPage(commandTree(program), { name: program.name(), version }));
  return EXIT_OK;
}
