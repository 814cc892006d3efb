import type { Command } from 'commander';
import { adminGroup, type Options, type Surroundings } from './admin-group.ts';
import { decideIncident, listIncidents, showIncident } from './incidents-requests.ts';

/** The command `incidents` with its subcommands. */
export function incidentsCommand(surroundings: Surroundings): Command {
  const { exit } = surroundings;
  const description = 'the incidents that alarms asked for: how they are, and what to do where nobody knows';
  const { group, add: addPlain } = adminGroup('incidents', description, surroundings);
  const add = (name: string, about: string) => addPlain(name, about).option('--json', 'as JSON');
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
