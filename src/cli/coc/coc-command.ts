import { Command } from 'commander';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { resourcesCommand } from './resources-command.ts';

/** Makes the command `coc` with its subcommands, which call COC itself and need no running agent. */
export function cocCommand(context: CommandContext): Command {
  return new Command('coc')
    .description('work with COC itself, with the access of the configuration and without a running agent')
    .addCommand(resourcesCommand(context));
}
