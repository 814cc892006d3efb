import { type Command, Option } from 'commander';
import { adminGroup, type CommandContext, withJson, withLayout } from '../admin-api/admin-group.ts';
import { notEmpty, readIds, wholeNumber } from '../usage-errors.ts';

const KINDS = ['refused', 'unreadable-alert', 'unreadable-body'];
const ID =
  "id or the beginning of one, the number of the entry, or its alarm or incident by id, name or COC's number";

/** Makes the command `dead-letters` with its subcommands. */
export function deadLettersCommand(context: CommandContext): Command {
  const { run } = context;
  const about =
    'list, show, redrive, discard or export what COC refused for good or the agent could not read';
  const { group, add } = adminGroup('dead-letters', about, context);
  addSelection(withLayout(withJson(add('list', 'list dead letters, the newest first'))))
    .option('--limit <number>', 'list at most this many, from 1 to 500', wholeNumber(1, 500), '100')
    .option('--offset <number>', 'skip this many', wholeNumber(0), '0')
    .action(run(async () => (await import('./print-dead-letters.ts')).printDeadLetters));
  withLayout(withJson(add('show', 'show one whole dead letter, its body as text')))
    .argument('<id>', ID, notEmpty)
    .action(run(async () => (await import('./print-dead-letters.ts')).printDeadLetter));
  for (const [verb, description] of [
    ['redrive', 'send dead letters again, rendered with the current configuration'],
    ['discard', 'discard dead letters for good'],
  ] as const) {
    addSelection(withJson(add(verb, description)))
      .argument('[ids...]', ID, readIds)
      .option('--all', 'select all dead letters')
      .option('--yes', 'make the change; without it, --all and the filters only show what would change')
      .action(
        run(async () => (await import('./change-dead-letters.ts')).changeDeadLetters.bind(undefined, verb)),
      );
  }
  addSelection(add('export', 'write whole dead letters, one JSON document per line'))
    .option('-o, --output <file>', 'write to this file instead of standard output', notEmpty)
    .action(run(async () => (await import('./print-dead-letters.ts')).exportDeadLetters));
  return group;
}

function addSelection(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'select only this kind').choices(KINDS))
    .option('--source <name>', 'select only this source', notEmpty)
    .option('--reason <reason>', 'select only this reason', notEmpty);
}
