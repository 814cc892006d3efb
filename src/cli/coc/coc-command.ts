import { Argument, Command } from 'commander';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty, readIds } from '../usage-errors.ts';
import { alarmCommand } from './alarm-command.ts';
import { addCocCommand, withGate } from './coc-group.ts';
import { cocIncidentsCommand } from './coc-incidents-command.ts';
import { ordersCommand } from './orders-command.ts';
import { patchesCommand } from './patches-command.ts';
import { resourcesCommand } from './resources-command.ts';
import { scriptsCommand } from './scripts-command.ts';
import { warRoomsCommand } from './war-rooms-command.ts';

/** Makes the command `coc` with its subcommands, which call COC itself and need no running agent. */
export function cocCommand(context: CommandContext): Command {
  const group = new Command('coc')
    .description('work with COC itself, with the access of the configuration and without a running agent')
    .addCommand(resourcesCommand(context))
    .addCommand(scriptsCommand(context))
    .addCommand(ordersCommand(context))
    .addCommand(patchesCommand(context))
    .addCommand(cocIncidentsCommand(context))
    .addCommand(warRoomsCommand(context))
    .addCommand(alarmCommand(context));
  addAccessCommands(group, context);
  addRawCall(group, context);
  return group;
}

/** Adds the commands that show with which access COC is called. */
function addAccessCommands(group: Command, context: CommandContext): void {
  const { run } = context;
  addCocCommand(group, { name: 'projects', about: 'list the projects of the account' }, context)
    .option('--name <name>', 'list only the project of this name', notEmpty)
    .action(run(async () => (await import('./print-projects.ts')).printProjects));
  const token = 'ask IAM for a token and show when it expires; the token itself is never shown';
  addCocCommand(group, { name: 'token', about: token }, context).action(
    run(async () => (await import('./print-token.ts')).printToken),
  );
}

function addRawCall(group: Command, context: CommandContext): void {
  const about = 'make any call of COC, and show its status and answer; all but GET needs --yes';
  withGate(addCocCommand(group, { name: 'api', about }, context))
    .addArgument(new Argument('<method>', 'method of the call').choices(['GET', 'POST', 'PUT', 'DELETE']))
    .argument('<path>', 'path of the call, such as /v1/resources', notEmpty)
    .option('-d, --data <json>', 'body of the call: JSON, or @ and the name of a file with JSON', notEmpty)
    .option('--query <name=value...>', 'add to the query', readIds)
    .action(context.run(async () => (await import('./send-raw-call.ts')).sendRawCall));
}
