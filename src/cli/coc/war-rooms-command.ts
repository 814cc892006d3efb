import { Command } from 'commander';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty, readIds } from '../usage-errors.ts';
import { addCocCommand, withGate, withPaging } from './coc-group.ts';

/** Makes the group `coc war-rooms`. */
export function warRoomsCommand(context: CommandContext): Command {
  const group = new Command('war-rooms').description('list the war rooms of incidents, and open one');
  withPaging(addCocCommand(group, { name: 'list', about: 'list war rooms, of all times' }, context))
    .option('--incident <number>', 'list only that of the incident with this number', notEmpty)
    .option('--title <part>', 'list only those with this in their title', notEmpty)
    .action(context.run(async () => (await import('./print-war-rooms.ts')).printWarRooms));
  const about = 'open the war room of an accepted incident';
  withGate(addCocCommand(group, { name: 'open', about }, context))
    .argument('<number>', 'number of the incident, which begins with IM', notEmpty)
    .option('--name <text>', 'name of the war room (default: the title of the incident)', notEmpty)
    .option('--text <text>', 'description, at most 255 characters', notEmpty)
    .option('--admin <user>', 'COC user id of its administrator (default: that of the policies)', notEmpty)
    .option('--participant <users...>', 'COC user ids of further participants', readIds)
    .option('--region <id>', 'region (default: that of the incident)', notEmpty)
    .option('--enterprise-project <id>', 'enterprise project id (default: that of the incident)', notEmpty)
    .option('--chat <system>', 'chat system for its group, such as WECHAT, DING_TALK or LARK', notEmpty)
    .action(context.run(async () => (await import('./start-war-room.ts')).startWarRoom));
  return group;
}
