import type { Command } from 'commander';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty, readIds, wholeNumber } from '../usage-errors.ts';
import { addCocCommand, withGate } from './coc-group.ts';

/** Adds the command `coc scripts run`. */
export function addRunCommand(group: Command, context: CommandContext): void {
  const about = 'run a script on servers, batch after batch, as an order';
  withGate(addCocCommand(group, { name: 'run', about }, context))
    .argument('<uuid>', 'UUID of the script, which begins with SC', notEmpty)
    .requiredOption('--on <ids...>', 'resource ids of the servers, from resources list', readIds)
    .option('--param <name=value...>', 'value of a parameter; the others keep their defaults', readIds)
    .option('--param-file <name=file...>', 'value of a parameter from a file, for secrets', readIds)
    .requiredOption('--user <name>', 'run as this user on the servers, such as root', notEmpty)
    .option('--timeout <seconds>', 'longest time on one server, from 6 to 1799', wholeNumber(6, 1_799), '300')
    .option('--batch-size <number>', 'servers at once, from 1 to 10', wholeNumber(1, 10), '10')
    .option('--pause', 'pause after each batch, until orders continue')
    .option('--success-rate <percent>', 'share of the servers that must finish', notEmpty, '100')
    .option('--provider <name>', 'service that the servers belong to', notEmpty, 'ecs')
    .option('--type <name>', 'kind of server in that service', notEmpty, 'cloudservers')
    .option('--watch', 'follow the order to its end, as orders watch does')
    .action(context.run(async () => (await import('./run-script.ts')).runScript));
}
