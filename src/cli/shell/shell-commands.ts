import { Argument, type Command } from 'commander';
import type { RunLoaded } from '../run-loaded.ts';
import type { Shell } from './print-shell-text.ts';

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

/** Adds the commands that print what is made of the program's own commands: `completion` and `man`. */
export function addShellCommands(program: Command, run: RunLoaded): void {
  program
    .command('completion')
    .description('print the completion of this program for a shell')
    .addArgument(new Argument('<shell>', 'shell that completes').choices(SHELLS))
    .action(
      run(async () => {
        const { printCompletion } = await import('./print-shell-text.ts');
        return (shell: Shell) => printCompletion(program, shell);
      }),
    );
  program
    .command('man')
    .description('print the man page of this program')
    .action(run(async () => (await import('./print-shell-text.ts')).printManPage.bind(undefined, program)));
}
