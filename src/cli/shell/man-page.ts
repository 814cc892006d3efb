import { EXIT_MEANINGS } from '../exit-codes.ts';
import { type CommandNode, commandsIn, type OptionNode } from './command-tree.ts';
import {
  DESCRIPTION,
  ENVIRONMENT,
  EXAMPLES,
  FILES,
  FURTHER_READING,
  PURPOSE,
  SEE_ALSO,
} from './man-prose.ts';
import { bold, italic, paragraph, roff, tagged, typed } from './roff.ts';

/** Number of commands from which on an option is described once for all of them. */
const LEAST_SHARED = 5;

/** Names of what a man page is about. */
export interface ManPageOf {
  readonly name: string;
  readonly version: string;
}

/** Makes the man page, as roff. It has no date, so that the same version is always the same page. */
export function manPage(program: CommandNode, { name, version }: ManPageOf): string {
  const commands = commandsIn(program).filter(({ path, isHelp }) => path.length > 0 && !isHelp);
  const shared = sharedOptions(commands);
  const lines = [
    `.\\" Made by "${name} man".`,
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    // Neither hyphens nor spaces that are not in the text.
    '.nh',
    '.ad l',
    ...section('NAME', [`${name} \\- ${roff(PURPOSE)}`]),
    ...section('SYNOPSIS', [
      `${bold(name)} [${italic('command')}] [${italic('options')}] [${italic('arguments')}]`,
      '.br',
      `${bold(name)} ${bold('help')} [${italic('command')}]`,
      ...program.options.flatMap(({ names }) => ['.br', `${bold(name)} ${names.map(bold).join(' | ')}`]),
    ]),
    ...section('DESCRIPTION', paragraphs(DESCRIPTION)),
    ...section(
      'COMMANDS',
      commands.flatMap((command) => linesOf(command, name, shared)),
    ),
    ...section('COMMON OPTIONS', shared.flatMap(linesOfOption)),
    ...section(
      'EXIT STATUS',
      EXIT_MEANINGS.flatMap(([code, meaning]) => tagged(bold(`${code}`), sentence(meaning))),
    ),
    ...section(
      'ENVIRONMENT',
      ENVIRONMENT.flatMap(([variable, text]) => tagged(bold(variable), text)),
    ),
    ...section(
      'FILES',
      FILES.flatMap(([file, text]) => tagged(italic(file), text)),
    ),
    ...section(
      'EXAMPLES',
      EXAMPLES.flatMap(([line, text]) => tagged(bold(line), text)),
    ),
    ...section('SEE ALSO', [
      SEE_ALSO.map(([page, chapter]) => `${bold(page)}(${chapter})`).join(', '),
      '.PP',
      ...paragraph(FURTHER_READING),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${title}`, ...lines];
}

function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, i) => [...(i === 0 ? [] : ['.PP']), ...paragraph(text)]);
}

/** A command with its arguments, and the options that are its own. */
function linesOf(command: CommandNode, name: string, shared: readonly OptionNode[]): readonly string[] {
  const { path, description, usage, options } = command;
  const own = options.filter((option) => !shared.some((one) => isSame(one, option)));
  const mentioned = shared
    .filter((one) => !isHelp(one) && options.some((option) => isSame(one, option)))
    .map(({ names }) => bold(names.at(-1) ?? ''));
  return [
    `.SS ${roff(path.join(' '))}`,
    `${bold([name, ...path].join(' '))} ${typed(usage)}`,
    '.PP',
    ...paragraph(sentence(description)),
    ...command.arguments.flatMap(({ name: argument, description: text }) =>
      tagged(italic(argument), sentence(text)),
    ),
    ...own.flatMap(linesOfOption),
    ...(mentioned.length === 0 ? [] : ['.PP', 'Common options:', ...mentioned.join(',\n').split('\n')]),
  ];
}

function linesOfOption({ term, fullDescription }: OptionNode): readonly string[] {
  return tagged(typed(term), sentence(fullDescription));
}

/** The options that many commands have. */
function sharedOptions(commands: readonly CommandNode[]): readonly OptionNode[] {
  const all = commands.flatMap(({ options }) => options);
  return all.filter((option, i) => {
    const same = all.filter((one) => isSame(one, option));
    return all.findIndex((one) => isSame(one, option)) === i && same.length >= LEAST_SHARED;
  });
}

function isSame(one: OptionNode, other: OptionNode): boolean {
  return one.term === other.term && one.fullDescription === other.fullDescription;
}

/** True for the option that every command has. */
function isHelp({ names }: OptionNode): boolean {
  return names.includes('--help');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
