import type { Command } from 'commander';
import { adminGroup, type Options, type Surroundings } from './admin-group.ts';
import {
  changeDeadLetters,
  exportDeadLetters,
  listDeadLetters,
  showDeadLetter,
} from './dead-letters-requests.ts';

/** The command `dead-letters` with its subcommands. */
export function deadLettersCommand(surroundings: Surroundings): Command {
  const { exit } = surroundings;
  const description =
    'what COC refused for good and what could not be read: look at it, put it back, or give it up';
  const { group, add } = adminGroup('dead-letters', description, surroundings);
  choice(add('list', 'list dead letters, the newest first'))
    .option('--limit <number>', 'at most so many', '100')
    .option('--offset <number>', 'leave out so many', '0')
    .option('--json', 'as JSON')
    .action(async (options: Options<typeof listDeadLetters>) => exit(await listDeadLetters(options)));
  add('show', 'show one dead letter, whole')
    .argument('<id>')
    .action(async (id: string, options: Options<typeof showDeadLetter>) =>
      exit(await showDeadLetter(id, options)),
    );
  for (const verb of ['redrive', 'discard'] as const) {
    const description =
      verb === 'redrive'
        ? 'put dead letters back, as the configuration renders them today'
        : 'give dead letters up for good';
    choice(add(verb, description))
      .argument('[ids...]')
      .option('--all', 'all of them')
      .option('--yes', 'do it; without, --all and the filters only tell what would be done')
      .option('--json', 'as JSON')
      .action(async (ids: string[], options: Options<typeof changeDeadLetters>) =>
        exit(await changeDeadLetters(verb, ids, options)),
      );
  }
  choice(add('export', 'write whole dead letters, one JSON document a line'))
    .option('-o, --output <file>', 'file to write to; standard output without it')
    .action(async (options: Options<typeof exportDeadLetters>) => exit(await exportDeadLetters(options)));
  return group;
}

function choice(command: Command): Command {
  return command
    .option('--kind <kind>', 'only refused, unreadable-alert or unreadable-body')
    .option('--source <name>', 'only of this source')
    .option('--reason <reason>', 'only for this reason');
}
