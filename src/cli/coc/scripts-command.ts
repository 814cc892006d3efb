import { Command, Option } from 'commander';
import { RISK_LEVELS, SCRIPT_TYPES } from '../../coc/calls/known-values.ts';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty } from '../usage-errors.ts';
import { addCocCommand, withGate, withPaging } from './coc-group.ts';
import { addRunCommand } from './run-command.ts';

const FOLDER = 'folder with .sh, .py and .bat files, each with a header';
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
  const drift = 'show how a folder of scripts differs from COC; exit with 1 where it does';
  addCocCommand(group, { name: 'diff', about: drift }, context)
    .argument('<directory>', FOLDER, notEmpty)
    .action(run(async () => (await import('./diff-scripts.ts')).diffScripts));
  const apply = 'make the scripts in COC what they are in a folder; deletes none';
  withGate(addCocCommand(group, { name: 'apply', about: apply }, context))
    .argument('<directory>', FOLDER, notEmpty)
    .action(run(async () => (await import('./apply-scripts.ts')).applyScripts));
  withGate(addCocCommand(group, { name: 'delete', about: 'delete a script in COC' }, context))
    .argument('<uuid>', UUID, notEmpty)
    .action(run(async () => (await import('./remove-script.ts')).removeScript));
  addRunCommand(group, context);
  return group;
}
