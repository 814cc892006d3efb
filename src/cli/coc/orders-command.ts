import { Command, Option } from 'commander';
import { INSTANCE_STATES, ORDER_STATES } from '../../coc/calls/known-values.ts';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty, wholeNumber } from '../usage-errors.ts';
import { addCocCommand, withGate, withPaging } from './coc-group.ts';

const UUID = 'UUID of the order, which begins with SCT';
const batch = () =>
  new Option('--batch <number>', 'number of the batch, from 1').argParser(wholeNumber(1, 20));

/** Makes the group `coc orders`. */
export function ordersCommand(context: CommandContext): Command {
  const group = new Command('orders').description(
    'list, follow and steer orders: runs of a script on servers',
  );
  addReading(group, context);
  addSteering(group, context);
  return group;
}

function addReading(group: Command, context: CommandContext): void {
  const { run } = context;
  const add = (name: string, about: string) => addCocCommand(group, { name, about }, context);
  withPaging(add('list', 'list orders, the newest first'))
    .addOption(new Option('--status <state>', 'list only those in this state').choices(ORDER_STATES))
    .option('--creator <name>', 'list only those of this user', notEmpty)
    .action(run(async () => (await import('./print-orders.ts')).printOrders));
  add('show', 'show an order: its script, its batches, and how far it is')
    .argument('<uuid>', UUID, notEmpty)
    .action(run(async () => (await import('./print-orders.ts')).printOrder));
  add('watch', 'follow an order to its end; exit with 0 only if it finished as it should')
    .argument('<uuid>', UUID, notEmpty)
    .action(run(async () => (await import('./watch-order.ts')).watchOrder));
  add('logs', 'show what a script printed on each server of an order')
    .argument('<uuid>', UUID, notEmpty)
    .addOption(batch())
    .addOption(new Option('--status <state>', 'show only servers in this state').choices(INSTANCE_STATES))
    .option('--server <text>', 'show only servers with this id, address, or part of the name', notEmpty)
    .action(run(async () => (await import('./print-order-logs.ts')).printOrderLogs));
}

function addSteering(group: Command, context: CommandContext): void {
  const { run } = context;
  const add = (name: string, about: string) =>
    withGate(addCocCommand(group, { name, about }, context)).argument('<uuid>', UUID, notEmpty);
  add('pause', 'pause an order: no further batch begins').action(
    run(async () => (await import('./steer-order.ts')).pauseOrder),
  );
  add('continue', 'continue an order that is paused').action(
    run(async () => (await import('./steer-order.ts')).continueOrder),
  );
  add('cancel', 'cancel an order, or what it does on one server')
    .option('--server <id>', 'cancel only on the server with this id of a resource, or of a row', notEmpty)
    .action(run(async () => (await import('./steer-order.ts')).cancelOrder));
  add('skip', 'skip a batch of an order')
    .addOption(batch().makeOptionMandatory())
    .action(run(async () => (await import('./steer-order.ts')).skipBatch));
}
