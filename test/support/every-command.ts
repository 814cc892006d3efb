import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';

/** A command of the program, and the words with which it is called. */
export interface FoundCommand {
  readonly words: readonly string[];
  readonly command: Command;
}

/** Finds every command of the program: the program itself, its groups, and the commands in them. */
export function everyCommand(
  command: Command = createProgram(() => undefined),
  words: readonly string[] = [],
): readonly FoundCommand[] {
  return [
    { words, command },
    ...command.commands.flatMap((below) => everyCommand(below, [...words, below.name()])),
  ];
}
