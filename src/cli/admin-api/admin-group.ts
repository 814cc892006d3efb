import { Command, Option } from 'commander';
import type { RunLoaded } from '../run-loaded.ts';
import { COLOR_CHOICES } from '../terminal/terminal.ts';

/** Parts of the program that a group of commands needs. */
export interface CommandContext {
  /** Makes the option that names the configuration file. */
  readonly config: () => Option;
  /** Makes the action of a command. */
  readonly run: RunLoaded;
}

/** Makes a group of commands that call a running agent. `add` adds a command with the options to find it. */
export function adminGroup(name: string, description: string, context: CommandContext) {
  const group = new Command(name).description(description);
  const add = (command: string, about: string) => addAdminCommand(group, { name: command, about }, context);
  return { group, add };
}

/** Adds a command that calls a running agent, with the options to find it. */
export function addAdminCommand(
  parent: Command,
  { name, about }: { readonly name: string; readonly about: string },
  { config }: CommandContext,
): Command {
  return parent
    .command(name)
    .description(about)
    .option('--admin <url>', 'call this admin listener (default: the one in the configuration file)')
    .option(
      '--token-file <file>',
      'read the admin token from this file, or set COC_ALARM_AGENT_TOKEN (default: the one in the configuration file, unless --admin is given)',
    )
    .addOption(config());
}

/** Adds the options that decide how the text of a command is laid out. */
export function withLayout(command: Command): Command {
  return command
    .option('--wide', 'cut nothing, however narrow the terminal is')
    .addOption(
      new Option('--color <when>', 'color the output; NO_COLOR and FORCE_COLOR count for auto')
        .choices([...COLOR_CHOICES])
        .default('auto'),
    );
}

/** Adds the option that prints the answer of the agent. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON');
}
