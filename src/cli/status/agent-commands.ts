import type { Command } from 'commander';
import { addAdminCommand, type CommandContext, withJson, withLayout } from '../admin-api/admin-group.ts';
import { wordList } from '../usage-errors.ts';

/** Adds the commands about a running agent as a whole: `status`, `deliver-now` and `reload`. */
export function addAgentCommands(program: Command, context: CommandContext): void {
  const { run } = context;
  const add = (name: string, about: string) =>
    withLayout(withJson(addAdminCommand(program, { name, about }, context)));
  add(
    'status',
    'show on one screen how a running agent is; exit with 1 unless it is ready and COC takes what it sends',
  ).action(run(async () => (await import('./print-status.ts')).printStatus));
  add('deliver-now', 'try at once what waits for COC after failures, without changing any order or limit')
    .option(
      '--destination <names...>',
      'only these, as named by status, such as alarms/default (default: all; also with commas)',
      wordList(),
    )
    .action(run(async () => (await import('./send-deliver-now.ts')).deliverNow));
  add(
    'reload',
    'make a running agent read its configuration again, and tell which changes need a restart',
  ).action(run(async () => (await import('./reload.ts')).reload));
}
