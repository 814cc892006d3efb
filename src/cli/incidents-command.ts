import { Command, type Option } from 'commander';
import { decideIncident, listIncidents, showIncident } from './incidents.ts';

interface Surroundings {
  /** The option that names the configuration file. */
  readonly config: () => Option;
  readonly exit: (code: number) => void;
}

type Options<F extends (...args: never) => unknown> = Parameters<F> extends [...infer _, infer O] ? O : never;

/** The command `incidents` with its subcommands. */
export function incidentsCommand({ config, exit }: Surroundings): Command {
  const group = new Command('incidents').description(
    'the incidents that alarms asked for: how they are, and what to do where nobody knows',
  );
  const add = (name: string, description: string) =>
    group
      .command(name)
      .description(description)
      .option('--admin <url>', 'admin listener of the agent; by default that of the configuration file')
      .option('--token-file <file>', 'file with the admin token; or the variable COC_ALARM_AGENT_TOKEN')
      .addOption(config())
      .option('--json', 'as JSON');
  add('list', 'list incidents, those asked for last first')
    .option('--state <states...>', 'only of these states, such as undecided, opened, accepted')
    .option('--limit <number>', 'at most so many', '100')
    .option('--offset <number>', 'leave out so many', '0')
    .action(async (options: Options<typeof listIncidents>) => exit(await listIncidents(options)));
  add('show', 'tell how an incident is, its alarms, and what happened to it')
    .argument('<key>')
    .action(async (key: string, options: Options<typeof showIncident>) =>
      exit(await showIncident(key, options)),
    );
  add('decide', 'say of an incident that waits whether COC opened it')
    .argument('<key>')
    .option('--opened <number>', "it was opened, and this is COC's number of it")
    .option('--open-again', 'it was not opened: ask COC again')
    .action(async (key: string, options: Options<typeof decideIncident>) =>
      exit(await decideIncident(key, options)),
    );
  return group;
}
