import { type Command, Option } from 'commander';
import { INCIDENT_STATES } from '../../observability/label-values.ts';
import { adminGroup, type CommandContext, withJson, withLayout } from '../admin-api/admin-group.ts';
import { notEmpty, wholeNumber, wordList } from '../usage-errors.ts';

const ID = "key of the incident, COC's number, the beginning of either, or its alarm by id or name";

/** Makes the command `incidents` with its subcommands. */
export function incidentsCommand(context: CommandContext): Command {
  const { run } = context;
  const about = 'list incidents, show one, or decide one that may be open in COC or is open twice';
  const { group, add: addPlain } = adminGroup('incidents', about, context);
  const add = (name: string, about: string) => withJson(addPlain(name, about));
  const show = (name: string, about: string) => withLayout(add(name, about));
  show('list', 'list incidents, the latest request first')
    .addOption(
      new Option('--state <states...>', 'list only these states, also with commas')
        .choices(INCIDENT_STATES)
        .argParser(wordList(INCIDENT_STATES)),
    )
    .option('--limit <number>', 'list at most this many, from 1 to 500', wholeNumber(1, 500), '100')
    .option('--offset <number>', 'skip this many', wholeNumber(0), '0')
    .action(run(async () => (await import('./print-incidents.ts')).printIncidents));
  show('show', 'show the state of an incident, its alarms, and everything that happened to it')
    .argument('<id>', ID, notEmpty)
    .action(run(async () => (await import('./print-incidents.ts')).printIncidentStory));
  add(
    'decide',
    'tell the agent whether COC opened an undecided incident, or correct that, or say with which number to go on',
  )
    .argument('<id>', ID, notEmpty)
    .option(
      '--opened <number>',
      'record that COC opened it, under this number, which COC must show',
      notEmpty,
    )
    .option('--force <reason>', 'take that number although COC does not show that it is ours', notEmpty)
    .option('--open-again', 'request it again, because COC did not open it')
    .option('--keep <number>', 'go on with this number, where COC opened more than one', notEmpty)
    .action(run(async () => (await import('./send-incident-decision.ts')).sendIncidentDecision));
  return group;
}
