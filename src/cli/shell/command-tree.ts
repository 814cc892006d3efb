import type { Command, Option } from 'commander';

/** What may stand in place of a value. */
export type Offer =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'directories' }
  | { readonly kind: 'anything' };

/** Value of an option. */
export interface OptionValue {
  /** Its name in the help, such as `file`. */
  readonly name: string;
  /**
   * How many words it is: `one`; a `list`, with commas, with spaces or by the option given several times; or an
   * `optional` one, which may be missing.
   */
  readonly takes: 'one' | 'list' | 'optional';
  readonly offer: Offer;
}

/** Option of a command. */
export interface OptionNode {
  /** As it is typed: the short name first, if there is one. */
  readonly names: readonly string[];
  /** As the help has it, such as `-c, --config <file>`. */
  readonly term: string;
  /** Without choices and default. */
  readonly description: string;
  /** With choices, default and environment, as the help has it. */
  readonly fullDescription: string;
  /** Environment variable that stands for it. */
  readonly variable: string | undefined;
  /** Undefined for a flag. */
  readonly value: OptionValue | undefined;
}

/** Argument of a command. */
export interface ArgumentNode {
  readonly name: string;
  readonly description: string;
  /** True for one that takes all further words. */
  readonly list: boolean;
  readonly offer: Offer;
}

/** Command of the program, with all that the help shows of it. */
export interface CommandNode {
  /** Words behind the name of the program; none for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  /** All behind its name, such as `[options] <id>`. */
  readonly usage: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
  /** True for the command `help` that every group of commands has. */
  readonly isHelp: boolean;
}

/** Names of values that are paths. They are the same in the help. */
const PATHS: Readonly<Record<string, Offer>> = {
  file: { kind: 'files' },
  directory: { kind: 'directories' },
};

/** Reads all that a program shows in its help. The completions and the man page are made of it. */
export function commandTree(program: Command): CommandNode {
  return nodeOf(program, [], { isHelp: false, siblings: [] });
}

interface Place {
  /** True for a command that no one has added: `help`. */
  readonly isHelp: boolean;
  /** Names of the commands in the same group. */
  readonly siblings: readonly string[];
}

function nodeOf(command: Command, path: readonly string[], { isHelp, siblings }: Place): CommandNode {
  const help = command.createHelp();
  const visible = help.visibleCommands(command);
  const names = visible.map((below) => below.name());
  return {
    path,
    description: command.description(),
    usage: command.usage(),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      term: help.optionTerm(option),
      description: option.description,
      fullDescription: help.optionDescription(option),
      variable: option.envVar,
      value: valueOfOption(option),
    })),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: help.argumentDescription(argument),
      list: argument.variadic,
      offer: isHelp ? { kind: 'words', words: siblings } : offerOf(argument.argChoices, argument.name()),
    })),
    commands: visible.map((below) => {
      const place = { isHelp: !command.commands.includes(below), siblings: names };
      return nodeOf(below, [...path, below.name()], place);
    }),
    isHelp,
  };
}

function valueOfOption(option: Option): OptionValue | undefined {
  if (!option.required && !option.optional) return undefined;
  const name = /[<[]([^.>\]]+)/.exec(option.flags)?.[1] ?? '';
  const takes = option.optional ? 'optional' : option.variadic ? 'list' : 'one';
  return { name, takes, offer: offerOf(option.argChoices, name) };
}

function offerOf(choices: readonly string[] | undefined, name: string): Offer {
  if (choices) return { kind: 'words', words: choices };
  return PATHS[name] ?? { kind: 'anything' };
}

/** Lists a command and all below it. */
export function commandsIn(command: CommandNode): readonly CommandNode[] {
  return [command, ...command.commands.flatMap(commandsIn)];
}
