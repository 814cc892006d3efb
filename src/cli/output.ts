import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { EXIT_FAILED, EXIT_NO_READER } from './exit-codes.ts';

/** The two outputs of the process. */
export interface Output {
  /**
   * Waits until everything printed has reached its reader, however slow that is. Returns the exit code: the given
   * one, or {@link EXIT_NO_READER} when the reader has gone, or failure when the output could not be written.
   *
   * @param patienceMs longest wait; without it there is no limit
   */
  finish(code: number, patienceMs?: number): Promise<number>;
}

/**
 * Watches the outputs for errors, from now on. A reader that goes, such as `head`, is no fault: nothing is said
 * about it.
 */
export function watchOutput(stdout: Writable, stderr: Writable): Output {
  let fault: NodeJS.ErrnoException | undefined;
  stdout.on('error', (error) => {
    fault ??= error;
  });
  // Nobody is left to whom it could be told.
  stderr.on('error', () => undefined);
  return {
    async finish(code, patienceMs) {
      const written = Promise.all([allWritten(stdout), allWritten(stderr)]);
      await (patienceMs === undefined ? written : Promise.race([written, passed(patienceMs)]));
      if (!fault) return code;
      if (fault.code === 'EPIPE') return EXIT_NO_READER;
      stderr.write(`coc-alarm-agent: cannot write the output: ${fault.message}\n`);
      await allWritten(stderr);
      return EXIT_FAILED;
    },
  };
}

/** Resolves when everything written so far has left the process, or never can. */
function allWritten(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    output.write('', () => resolve());
  });
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/**
 * Prints a part of a long output, and waits while its reader is slow. Resolves with false when nobody reads any
 * more: then the rest need not be made.
 */
export async function printPart(part: string | Uint8Array): Promise<boolean> {
  const { stdout } = process;
  if (stdout.write(part)) return true;
  // An output that has failed never drains.
  const isBroken = () => stdout.errored !== null || stdout.destroyed;
  if (!isBroken()) await once(stdout, 'drain').catch(() => undefined);
  return !isBroken();
}

/** Resolves when the reader of standard output has gone. */
export async function readerGone(): Promise<void> {
  await once(process.stdout, 'error').catch(() => undefined);
}
