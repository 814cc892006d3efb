import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { jsonLine, textLine } from './log-line.ts';
import { safeFields } from './safe-fields.ts';

/** How the log is written. */
export interface LogOptions {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  /** `text` is for a terminal. */
  readonly format: 'json' | 'text';
  /** Where the lines go; standard output by default. */
  readonly destination?: DestinationStream;
}

/** Lines that wait while nobody reads the log; beyond, the newest are lost rather than the service held up. */
const MAX_WAITING_BYTES = 8 * 2 ** 20;

/** Whoever hands these to the log by mistake gets them hidden. */
const HIDDEN = ['authorization', 'headers', 'password', 'token', 'secret'];

/**
 * Makes the log: one event a line, in UTC, without control characters. A `Secret` prints as `<secret>`. Writing never
 * blocks and never throws, also when standard output is closed or full.
 */
export function createLog({ level, format, destination: to = logOutput(1) }: LogOptions): Logger {
  const write = format === 'text' ? textLine : jsonLine;
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: safeFields },
      serializers: { err: (error: unknown) => error },
      redact: { paths: HIDDEN.flatMap((name) => [name, `*.${name}`]), censor: '<secret>' },
    },
    { write: (line) => to.write(write(line)) },
  );
}

/**
 * A place for log lines by its file descriptor, such as 1 or 2. They are written in the background, and to the end when
 * the process exits; when whoever reads them leaves, they go nowhere.
 */
export function logOutput(descriptor: number): DestinationStream {
  const stream = destination({ dest: descriptor, sync: false, maxLength: MAX_WAITING_BYTES });
  stream.on('error', ignoreBrokenOutput);
  return stream;
}

/** There is no other place to report it to: the log itself is what is broken. */
function ignoreBrokenOutput(): void {
  // The stream tries again with the next line.
}
