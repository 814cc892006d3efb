import { Command, type Option } from 'commander';

/** What a group of commands gets from the program around it. */
export interface Surroundings {
  /** The option that names the configuration file. */
  readonly config: () => Option;
  readonly exit: (code: number) => void;
}

/** The options that a command's function takes, as its last parameter. */
export type Options<F extends (...args: never) => unknown> =
  Parameters<F> extends [...infer _, infer O] ? O : never;

/** A group of commands that ask a running agent. `add` makes one of them, which can be told where the agent is. */
export function adminGroup(name: string, description: string, { config }: Surroundings) {
  const group = new Command(name).description(description);
  const add = (command: string, about: string) =>
    group
      .command(command)
      .description(about)
      .option('--admin <url>', 'admin listener of the agent; by default that of the configuration file')
      .option('--token-file <file>', 'file with the admin token; or the variable COC_ALARM_AGENT_TOKEN')
      .addOption(config());
  return { group, add };
}
