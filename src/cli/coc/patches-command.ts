import { Command, Option } from 'commander';
import { PATCH_STATES } from '../../coc/calls/known-values.ts';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty } from '../usage-errors.ts';
import { addCocCommand, withPaging } from './coc-group.ts';

/** Makes the group `coc patches`. */
export function patchesCommand(context: CommandContext): Command {
  const { run } = context;
  const group = new Command('patches').description(
    'list the newest patch report of each server, or show one',
  );
  withPaging(addCocCommand(group, { name: 'list', about: 'list patch reports' }, context))
    .addOption(
      new Option('--status <status>', 'list only those with this result').choices([
        'compliant',
        'non_compliant',
      ]),
    )
    .addOption(new Option('--scene <scene>', 'list only servers of this kind').choices(['ECS', 'CCE']))
    .option('--name <name>', 'list only the server of this name', notEmpty)
    .option('--ip <address>', 'list only the server with this private address', notEmpty)
    .option('--region <region>', 'list only servers of this region', notEmpty)
    .action(run(async () => (await import('./print-patches.ts')).printPatchReports));
  withPaging(addCocCommand(group, { name: 'show', about: 'list the patches in a report' }, context))
    .argument('<id>', 'id of the report, from patches list', notEmpty)
    .addOption(new Option('--status <status>', 'list only patches in this state').choices(PATCH_STATES))
    .option('--title <part>', 'list only patches with this title', notEmpty)
    .action(run(async () => (await import('./print-patches.ts')).printPatchReport));
  return group;
}
