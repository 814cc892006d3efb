import { Argument, type Command } from 'commander';
import { bashCompletion } from './bash-completion.ts';
import { type CommandNode, commandTree } from './command-tree.ts';
import { fishCompletion } from './fish-completion.ts';
import { manPage } from './man-page.ts';
import { zshCompletion } from './zsh-completion.ts';

/** Makes the completion for each shell. */
export const COMPLETIONS: Readonly<Record<string, (program: CommandNode, name: string) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Adds the commands that print what is made of the program's own commands: `completion` and `man`. */
export function addShellCommands(program: Command): void {
  program
    .command('completion')
    .description('print the completion of this program for a shell')
    .addArgument(new Argument('<shell>', 'shell that completes').choices(Object.keys(COMPLETIONS)))
    .action((shell: string) => {
      process.stdout.write(COMPLETIONS[shell]?.(commandTree(program), program.name()) ?? '');
    });
  program
    .command('man')
    .description('print the man page of this program')
    .action(() => {
      process.stdout.write(
        manPage(commandTree(program), { name: program.name(), version: program.version() ?? '' }),
      );
    });
}
