import type { Command } from 'commander';
import { adminGroup, type CommandContext, type OptionsOf } from '../admin-api/admin-group.ts';
import { printAlarmStory, printAlarms } from './print-alarms.ts';

/** Makes the command `alarms` with its subcommands. */
export function alarmsCommand(context: CommandContext): Command {
  const { exit } = context;
  const { group, add: addPlain } = adminGroup('alarms', 'list alarms, or show the story of one', context);
  const add = (name: string, about: string) => addPlain(name, about).option('--json', 'print JSON');
  add('list', 'list alarms, the latest start first')
    .option('--state <state>', 'list only this state: firing, resolved or all', 'firing')
    .option('--level <levels...>', 'list only these levels: Critical, Major, Minor, Info')
    .option('--source <names...>', 'list only these sources')
    .option('--text <text>', 'list only alarms with this text in their name, fingerprint or alarm id')
    .option('--limit <number>', 'list at most this many, from 1 to 500', '100')
    .option(
      '--cursor <cursor>',
      'show the next page: the cursor that the previous list printed in its last line',
    )
    .action(async (options: OptionsOf<typeof printAlarms>) => exit(await printAlarms(options)));
  add('show', 'show the state of an alarm and everything that happened to it')
    .argument('<id>')
    .action(async (id: string, options: OptionsOf<typeof printAlarmStory>) =>
      exit(await printAlarmStory(id, options)),
    );
  return group;
}
