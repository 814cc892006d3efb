import type { Command, Help } from 'commander';
import { EXIT_MEANINGS } from '../exit-codes.ts';
import { displayWidth, padToWidth, wrapToWidth } from './display-width.ts';
import { below, hanging } from './hanging.ts';
import { type OutputStream, terminalOf } from './terminal.ts';

/** Columns of the help where the output has no width of its own, such as a pipe. */
const COLUMNS_OF_PIPE = 80;
const USAGE = 'Usage: ';
/** A word that loses its meaning when it is broken. Chinese may be broken anywhere. */
const UNBROKEN = /[!-~]+/g;

/** Makes the help of a command, and of all below it, as wide as its terminal: words are wrapped, none is lost. */
export function fitHelp(command: Command): void {
  command
    .configureOutput({
      getOutHelpWidth: () => columnsOf(process.stdout),
      getErrHelpWidth: () => columnsOf(process.stderr),
    })
    .configureHelp({ displayWidth, boxWrap, formatItem, styleUsage });
  for (const below of command.commands) fitHelp(below);
}

/** Adds the exit codes to the help of the program. */
export function addExitCodes(program: Command): void {
  program.addHelpText('after', ({ error }) => {
    const columns = columnsOf(error ? process.stderr : process.stdout);
    const lines = EXIT_MEANINGS.flatMap(([code, meaning]) =>
      hanging(`  ${code}`.padEnd(7), meaning, { columns }),
    );
    return ['', 'Exit codes:', ...lines].join('\n');
  });
}

function columnsOf(output: OutputStream): number {
  return terminalOf({ color: 'auto' }, output, process.env).columns ?? COLUMNS_OF_PIPE;
}

function boxWrap(text: string, columns: number): string {
  return wrapToWidth(text, columns).join('\n');
}

/**
 * An option, argument or command, and its description beside it. The description stands below it on a narrow terminal,
 * and where one of its words would not fit beside it, so that a path stays whole.
 */
function formatItem(term: string, termWidth: number, description: string, help: Help): string {
  const first = `  ${padToWidth(term, termWidth)}  `;
  const columns = help.helpWidth ?? COLUMNS_OF_PIPE;
  const longest = Math.max(0, ...(description.match(UNBROKEN) ?? []).map(displayWidth));
  const fits = longest <= columns - displayWidth(first);
  const lines = fits ? hanging(first, description, { columns }) : below(first, description, columns);
  return lines.join('\n').trimEnd();
}

/** The usage behind its title. */
function styleUsage(this: Help, usage: string): string {
  return hanging(USAGE, usage, { columns: this.helpWidth ?? COLUMNS_OF_PIPE })
    .join('\n')
    .slice(USAGE.length);
}
