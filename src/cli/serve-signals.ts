import { type StopSignals, stopSignals } from './stop-signals.ts';

/** The signals that a serving agent heeds, from the first moment of its process on. */
export interface ServeSignals extends StopSignals {
  /** Calls the function for each SIGHUP, and at once when one has come before. */
  onReload(reload: () => void): void;
}

/**
 * Listens for the signals of a serving agent. A signal during the start has its effect afterwards: without a
 * listener SIGHUP and SIGTERM would end the process in the middle of its start.
 */
export function serveSignals(): ServeSignals {
  let reload: (() => void) | undefined;
  let asked = false;
  process.on('SIGHUP', () => {
    if (reload) reload();
    else asked = true;
  });
  return {
    ...stopSignals(),
    onReload(react) {
      reload = react;
      if (asked) reload();
      asked = false;
    },
  };
}

/** True for a command line that serves: `serve` itself, or no command at all. */
export function serves([command]: readonly string[]): boolean {
  return command === undefined || command === 'serve' || isOptionOfServe(command);
}

/** Options of the program itself, not of `serve`. */
const PROGRAM_OPTIONS = new Set(['-h', '--help', '-V', '--version']);

function isOptionOfServe(word: string): boolean {
  return word.startsWith('-') && !PROGRAM_OPTIONS.has(word);
}
