import type { Command } from 'commander';
import { adminGroup, type CommandContext, type OptionsOf } from '../admin-api/admin-group.ts';
import { changeDeadLetters } from './change-dead-letters.ts';
import { exportDeadLetters, printDeadLetter, printDeadLetters } from './print-dead-letters.ts';

/** Makes the command `dead-letters` with its subcommands. */
export function deadLettersCommand(context: CommandContext): Command {
  const { exit } = context;
  const about =
    'list, show, redrive, discard or export what COC refused for good or the agent could not read';
  const { group, add } = adminGroup('dead-letters', about, context);
  addSelection(add('list', 'list dead letters, the newest first'))
    .option('--limit <number>', 'list at most this many, from 1 to 500', '100')
    .option('--offset <number>', 'skip this many', '0')
    .option('--json', 'print JSON')
    .action(async (options: OptionsOf<typeof printDeadLetters>) => exit(await printDeadLetters(options)));
  add('show', 'show one whole dead letter as JSON')
    .argument('<id>')
    .action(async (id: string, options: OptionsOf<typeof printDeadLetter>) =>
      exit(await printDeadLetter(id, options)),
    );
  for (const [verb, description] of [
    ['redrive', 'send dead letters again, rendered with the current configuration'],
    ['discard', 'discard dead letters for good'],
  ] as const) {
    addSelection(add(verb, description))
      .argument('[ids...]')
      .option('--all', 'select all dead letters')
      .option('--yes', 'make the change; without it, --all and the filters only show what would change')
      .option('--json', 'print JSON')
      .action(async (ids: string[], options: OptionsOf<typeof changeDeadLetters>) =>
        exit(await changeDeadLetters(verb, ids, options)),
      );
  }
  addSelection(add('export', 'write whole dead letters, one JSON document per line'))
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .action(async (options: OptionsOf<typeof exportDeadLetters>) => exit(await exportDeadLetters(options)));
  return group;
}

function addSelection(command: Command): Command {
  return command
    .option('--kind <kind>', 'select only this kind: refused, unreadable-alert or unreadable-body')
    .option('--source <name>', 'select only this source')
    .option('--reason <reason>', 'select only this reason');
}
