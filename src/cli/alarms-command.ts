import { Command, type Option } from 'commander';
import { listAlarms, showAlarm } from './alarms.ts';

interface Surroundings {
  /** The option that names the configuration file. */
  readonly config: () => Option;
  readonly exit: (code: number) => void;
}

type Options<F extends (...args: never) => unknown> = Parameters<F> extends [...infer _, infer O] ? O : never;

/** The command `alarms` with its subcommands. */
export function alarmsCommand({ config, exit }: Surroundings): Command {
  const group = new Command('alarms').description('the alarms that the agent knows, and the story of each');
  const add = (name: string, description: string) =>
    group
      .command(name)
      .description(description)
      .option('--admin <url>', 'admin listener of the agent; by default that of the configuration file')
      .option('--token-file <file>', 'file with the admin token; or the variable COC_ALARM_AGENT_TOKEN')
      .addOption(config())
      .option('--json', 'as JSON');
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
