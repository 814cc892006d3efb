import { Command, Option } from 'commander';
import type { CommandContext } from '../admin-api/admin-group.ts';
import { notEmpty } from '../usage-errors.ts';
import { addCocCommand, withGate } from './coc-group.ts';

/** Makes the group `coc alarm`. */
export function alarmCommand(context: CommandContext): Command {
  const group = new Command('alarm').description('send a test alarm straight to COC, past the agent');
  withGate(addCocCommand(group, { name: 'send', about: 'send a test alarm, or its recovery' }, context))
    .option(
      '--key <name>',
      'name of the integration whose key is used, as in the configuration',
      notEmpty,
      'default',
    )
    .addOption(
      new Option('--level <level>', 'level of the alarm')
        .choices(['Critical', 'Major', 'Minor', 'Info'])
        .default('Info'),
    )
    .option('--name <name>', 'name of the alarm', notEmpty, 'Test alarm')
    .option('--text <text>', 'description of the alarm', notEmpty, 'Sent by hand to test the way to COC.')
    .option('--id <id>', 'alarm id: letters and digits (default: a new one)', notEmpty)
    .option('--resolved', 'send the recovery of the alarm with this --id')
    .action(context.run(async () => (await import('./send-test-alarm.ts')).sendTestAlarm));
  return group;
}
