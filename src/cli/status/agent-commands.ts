import type { Command } from 'commander';
import {
  addAdminCommand,
  type CommandContext,
  type OptionsOf,
  withJson,
  withLayout,
} from '../admin-api/admin-group.ts';
import { wordList } from '../usage-errors.ts';
import { printStatus } from './print-status.ts';
import { reload } from './reload.ts';
import { deliverNow } from './send-deliver-now.ts';

/** Adds the commands about a running agent as a whole: `status`, `deliver-now` and `reload`. */
export function addAgentCommands(program: Command, context: CommandContext): void {
  const { exit } = context;
  const add = (name: string, about: string) =>
    withLayout(withJson(addAdminCommand(program, { name, about }, context)));
  add(
    'status',
    'show on one screen how a running agent is; exit with 1 unless it is ready and COC takes what it sends',
  ).action(async (options: OptionsOf<typeof printStatus>) => exit(await printStatus(options)));
  add('deliver-now', 'try at once what waits for COC after failures, without changing any order or limit')
    .option(
      '--destination <names...>',
      'only these, as named by status, such as alarms/default (default: all; also with commas)',
      wordList(),
    )
    .action(async (options: OptionsOf<typeof deliverNow>) => exit(await deliverNow(options)));
  add(
    'reload',
    'make a running agent read its configuration again, and tell which changes need a restart',
  ).action(async (options: OptionsOf<typeof reload>) => exit(await reload(options)));
}
