import { Command, Option } from 'commander';
import { RISK_LEVELS, SCRIPT_TYPES } from '../../coc/calls/script-fields.ts';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty } from '../usage-errors.ts';
import { addCocCommand, withPaging } from './coc-group.ts';
import { addRunCommand } from './run-command.ts';

const UUID = 'UUID of the script, which begins with SC';

/** Makes the group `coc scripts`. */
export function scriptsCommand(context: CommandContext): Command {
  const { run } = context;
  const group = new Command('scripts').description('list, show, change and run the scripts in COC');
  withPaging(addCocCommand(group, { name: 'list', about: 'list scripts' }, context))
    .option('--name <part>', 'list only those with this in their name', notEmpty)
    .addOption(new Option('--type <type>', 'list only those of this type').choices(SCRIPT_TYPES))
    .addOption(new Option('--risk <level>', 'list only those of this risk').choices(RISK_LEVELS))
    .option('--creator <name>', 'list only those of this user', notEmpty)
    .action(run(async () => (await import('./print-scripts.ts')).printScripts));
  addCocCommand(group, { name: 'show', about: 'show a script with its parameters and its text' }, context)
    .argument('<uuid>', UUID, notEmpty)
    .action(run(async () => (await import('./print-scripts.ts')).printScript));
  addRunCommand(group, context);
  return group;
}
