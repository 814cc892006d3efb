import { type Command, InvalidArgumentError } from 'commander';

/** Command line that can never work. The program says so with the usage of the command, and exits with 2. */
export class UsageError extends Error {}

/** Adds its own usage line, and where to read more, to the usage errors of a command and all below it. */
export function showUsageAfterErrors(command: Command, parents = ''): void {
  const name = `${parents}${command.name()}`;
  command
    .exitOverride()
    .showHelpAfterError(`usage: ${name} ${command.usage()}\n(run ${name} --help for more)`);
  for (const below of command.commands) showUsageAfterErrors(below, `${name} `);
}

/** Makes a reader of an option that is a whole number in a range. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => string {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return text;
    throw new InvalidArgumentError(`Give a whole number, ${range}.`);
  };
}

/** Reads an id or a text that may not be empty: mostly that is a variable of a script that is not set. */
export function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

/** Reads one of several ids. */
export function readIds(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, notEmpty(text)];
}

/**
 * Makes a reader of an option that is a list: with commas, with spaces, or given several times. `known` are the
 * words that it may have, in any case; without them every word is taken.
 */
export function wordList(
  known?: readonly string[],
): (text: string, before?: readonly string[]) => readonly string[] {
  return (text, before = []) => {
    const words = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    const read = words.map((word) => {
      const found = known ? known.find((one) => one.toLowerCase() === word.toLowerCase()) : word;
      if (found === undefined) throw new InvalidArgumentError(`Give any of ${known?.join(', ')}.`);
      return found;
    });
    if (read.length === 0) throw new InvalidArgumentError('Give at least one word.');
    return [...before, ...read];
  };
}
