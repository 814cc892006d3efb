import type { Command } from 'commander';
import { adminGroup, type Options, type Surroundings } from './admin-group.ts';
import { listAlarms, showAlarm } from './alarms-requests.ts';

/** The command `alarms` with its subcommands. */
export function alarmsCommand(surroundings: Surroundings): Command {
  const { exit } = surroundings;
  const description = 'the alarms that the agent knows, and the story of each';
  const { group, add: addPlain } = adminGroup('alarms', description, surroundings);
  const add = (name: string, about: string) => addPlain(name, about).option('--json', 'as JSON');
  add('list', 'list alarms, those that began last first')
    .option('--state <state>', 'firing, resolved or all', 'firing')
    .option('--level <levels...>', 'only of these levels: Critical, Major, Minor, Info')
    .option('--source <names...>', 'only of these sources')
    .option('--text <text>', 'only with this in name, fingerprint or alarm id')
    .option('--limit <number>', 'at most so many', '100')
    .option('--cursor <cursor>', 'only what comes behind another list')
    .action(async (options: Options<typeof listAlarms>) => exit(await listAlarms(options)));
  add('show', 'tell how an alarm is, and everything that happened to it')
    .argument('<id>')
    .action(async (id: string, options: Options<typeof showAlarm>) => exit(await showAlarm(id, options)));
  return group;
}
