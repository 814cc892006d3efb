import type { Command } from 'commander';
import { adminGroup, type CommandContext, type OptionsOf } from '../admin-api/admin-group.ts';
import { printIncidentStory, printIncidents } from './print-incidents.ts';
import { sendIncidentDecision } from './send-incident-decision.ts';

/** Makes the command `incidents` with its subcommands. */
export function incidentsCommand(context: CommandContext): Command {
  const { exit } = context;
  const about = 'list incidents, show one, or decide one that may be open in COC or is open twice';
  const { group, add: addPlain } = adminGroup('incidents', about, context);
  const add = (name: string, about: string) => addPlain(name, about).option('--json', 'print JSON');
  add('list', 'list incidents, the latest request first')
    .option('--state <states...>', 'list only these states, such as undecided, opened, accepted')
    .option('--limit <number>', 'list at most this many, from 1 to 500', '100')
    .option('--offset <number>', 'skip this many', '0')
    .action(async (options: OptionsOf<typeof printIncidents>) => exit(await printIncidents(options)));
  add('show', 'show the state of an incident, its alarms, and everything that happened to it')
    .argument('<key>')
    .action(async (key: string, options: OptionsOf<typeof printIncidentStory>) =>
      exit(await printIncidentStory(key, options)),
    );
  add(
    'decide',
    'tell the agent whether COC opened an undecided incident, or which of its tickets to go on with',
  )
    .argument('<key>')
    .option('--opened <number>', 'record that COC opened it, under this number')
    .option('--open-again', 'request it again, because COC did not open it')
    .option('--keep <number>', 'go on with this ticket, where COC opened more than one')
    .action(async (key: string, options: OptionsOf<typeof sendIncidentDecision>) =>
      exit(await sendIncidentDecision(key, options)),
    );
  return group;
}
