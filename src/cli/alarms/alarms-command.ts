import { type Command, InvalidArgumentError, Option } from 'commander';
import { adminGroup, type CommandContext, withJson, withLayout } from '../admin-api/admin-group.ts';
import { notEmpty, wholeNumber, wordList } from '../usage-errors.ts';

const LEVELS = ['Critical', 'Major', 'Minor', 'Info'];
const SORTS = ['newest', 'oldest', 'level', 'name'];
const GROUPINGS = ['auto', 'none', 'name', 'level', 'source', 'state', 'resource', 'namespace'];
const STATES = ['firing', 'resolved', 'all'];

/** Makes the command `alarms` with its subcommands. */
export function alarmsCommand(context: CommandContext): Command {
  const { run } = context;
  const { group, add: addPlain } = adminGroup('alarms', 'list alarms, or show the story of one', context);
  const add = (name: string, about: string) => withLayout(withJson(addPlain(name, about)));
  addSelection(add('list', 'list alarms, the latest start first'))
    .addOption(new Option('--sort <order>', 'list in this order').choices(SORTS).default('newest'))
    .addOption(
      new Option(
        '--group-by <what>',
        'make one row of all alarms with the same value of this, or of a label; auto groups a name with more than 10 alarms on a terminal, none lists each alarm',
      )
        .choices(GROUPINGS)
        .argParser(groupName)
        .default('auto'),
    )
    .option(
      '--limit <number>',
      'list at most this many, from 1 to 500 (default: 100; in a pipe, as text, all)',
      wholeNumber(1, 500),
    )
    .option(
      '--cursor <cursor>',
      'show the next page: the cursor that the previous list printed in its last line',
      notEmpty,
    )
    .addOption(
      new Option('--watch [seconds]', 'list again and again, every 5 seconds or as often as given')
        .argParser(wholeNumber(1, 3_600))
        .conflicts('json'),
    )
    .action(run(async () => (await import('./print-alarms.ts')).printAlarms));
  add('show', 'show the state of an alarm, its labels, and everything that happened to it')
    .argument(
      '<id>',
      "alarm id, the beginning of one, the alarm's name, or COC's number of its incident",
      notEmpty,
    )
    .action(run(async () => (await import('./print-alarms.ts')).printAlarmStory));
  return group;
}

function addSelection(command: Command): Command {
  return command
    .addOption(new Option('--state <state>', 'list only this state').choices(STATES).default('firing'))
    .addOption(
      new Option('--level <levels...>', 'list only these levels, also with commas')
        .choices(LEVELS)
        .argParser(wordList(LEVELS)),
    )
    .option('--source <names...>', 'list only these sources (also with commas)', wordList())
    .option(
      '--match <matchers...>',
      'list only alarms with these labels or alarm fields, in the syntax of a route, such as team="db"',
    )
    .option('--uncovered', 'list only firing Critical alarms without an open incident, and why')
    .option(
      '--text <text>',
      'list only alarms with this text in their name, fingerprint or alarm id',
      notEmpty,
    );
}

function groupName(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Give auto, none or a name.');
}
