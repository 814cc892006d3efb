import { Command } from 'commander';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty, readIds } from '../usage-errors.ts';
import { addCocCommand, withPaging } from './coc-group.ts';

/** Makes the group `coc resources`. */
export function resourcesCommand(context: CommandContext): Command {
  const group = new Command('resources').description('list the resources that COC knows, such as servers');
  withPaging(addCocCommand(group, { name: 'list', about: 'list resources of a kind' }, context))
    .option('--provider <name>', 'service that the resources belong to', notEmpty, 'ecs')
    .option('--type <name>', 'kind of resource in that service', notEmpty, 'cloudservers')
    .option('--id <ids...>', 'list only the resources with these ids', readIds)
    .option('--ip <address>', 'list only those with this address; reads all of them', notEmpty)
    .option('--name <part>', 'list only those with this in their name; reads all of them', notEmpty)
    .action(context.run(async () => (await import('./list-coc-resources.ts')).printResources));
  return group;
}
