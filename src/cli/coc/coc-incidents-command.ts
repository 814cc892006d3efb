import { Command, Option } from 'commander';
import { LEVEL_CHOICES, TYPE_CHOICES } from '../../coc/incident-choices.ts';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty } from '../usage-errors.ts';
import { addCocCommand, withGate, withPaging } from './coc-group.ts';

const NUMBER = 'number of the incident, which begins with IM';
const OPERATOR = 'COC user id in whose name it is done (default: that of the incident policies)';

/** States of an incident, as the agent calls them. */
const STATES = ['opened', 'accepted', 'rejected', 'resolved', 'completed'];

/** Makes the group `coc incidents`. */
export function cocIncidentsCommand(context: CommandContext): Command {
  const group = new Command('incidents').description(
    'list, open and handle the incidents of COC, whoever opened them',
  );
  addReading(group, context);
  addSteps(group, context);
  addCreate(group, context);
  return group;
}

function addReading(group: Command, context: CommandContext): void {
  const { run } = context;
  const add = (name: string, about: string) => addCocCommand(group, { name, about }, context);
  withPaging(add('list', 'list incidents, the newest first'))
    .option('--title <part>', 'list only those with this in their title', notEmpty)
    .addOption(
      new Option('--state <state>', 'list only those in this state; reads all of them').choices(STATES),
    )
    .addOption(
      new Option('--level <level>', 'list only those of this level; reads all of them').choices(
        LEVEL_CHOICES,
      ),
    )
    .action(run(async () => (await import('./print-coc-incidents.ts')).printCocIncidents));
  add('show', 'show an incident: its state, its people and its war room')
    .argument('<number>', NUMBER, notEmpty)
    .action(run(async () => (await import('./show-coc-incident.ts')).showCocIncident));
}

function addSteps(group: Command, context: CommandContext): void {
  const { run } = context;
  const add = (name: string, about: string) =>
    withGate(addCocCommand(group, { name, about }, context))
      .argument('<number>', NUMBER, notEmpty)
      .option('--operator <user>', OPERATOR, notEmpty);
  add('accept', 'accept an incident').action(
    run(async () => (await import('./step-coc-incident.ts')).acceptCocIncident),
  );
  add('solve', 'submit the solution of an accepted incident')
    .requiredOption('--cause <text>', 'cause of the problem', notEmpty)
    .requiredOption('--solution <text>', 'what solved it', notEmpty)
    .addOption(
      new Option('--type <type>', 'type of the problem (default: that of the incident)').choices(
        TYPE_CHOICES,
      ),
    )
    .option('--interrupted', 'a service was interrupted (default: as the incident says)')
    .option('--no-interrupted', 'no service was interrupted')
    .action(run(async () => (await import('./step-coc-incident.ts')).solveCocIncident));
  add('confirm', 'confirm the solution of an incident, or take it back')
    .option('--comment <text>', 'words for the people of the incident', notEmpty)
    .option('--not-solved', 'the solution is none: the incident goes back')
    .action(run(async () => (await import('./step-coc-incident.ts')).confirmCocIncident));
}

function addCreate(group: Command, context: CommandContext): void {
  const about = 'open an incident; the agent knows nothing of it';
  withGate(addCocCommand(group, { name: 'create', about }, context))
    .requiredOption('--title <text>', 'title, at most 200 characters', notEmpty)
    .option('--text <text>', 'description, at most 600 characters (default: the title)', notEmpty)
    .addOption(
      new Option('--level <level>', 'level of the incident').choices(LEVEL_CHOICES).default('level_50'),
    )
    .addOption(
      new Option('--type <type>', 'type of the incident')
        .choices(TYPE_CHOICES)
        .default('inc_type_p_monitoring_issues'),
    )
    .option('--interrupted', 'a service is interrupted')
    .option('--application <id>', 'COC application id (default: that of alarm.applicationId)', notEmpty)
    .option('--region <id>', 'region, such as cn-north-4', notEmpty)
    .option('--enterprise-project <id>', 'enterprise project id', notEmpty)
    .option('--assignee <user>', 'COC user id of the person who gets it', notEmpty)
    .option('--scene <id>', 'scene of a shift schedule, instead of --assignee', notEmpty)
    .option('--role <id>', 'role of that schedule', notEmpty)
    .option('--operator <user>', OPERATOR, notEmpty)
    .action(context.run(async () => (await import('./create-coc-incident.ts')).createCocIncident));
}
