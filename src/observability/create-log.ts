import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { jsonLine, textLine } from './log-line.ts';
import { safeFields } from './safe-fields.ts';

/** Options of the log. */
export interface LogOptions {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  /** `text` is for a terminal. */
  readonly format: 'json' | 'text';
  /** The output for the lines; standard output by default. */
  readonly destination?: DestinationStream;
}

/** Buffer for lines while nobody reads the log. When it is full, new lines are lost: the service must not wait. */
const MAX_WAITING_BYTES = 8 * 2 ** 20;

/** Fields that are hidden when code logs them by mistake. */
const HIDDEN = ['authorization', 'headers', 'password', 'token', 'secret'];

/**
 * Creates the log: one event a line, in UTC, without control characters. A `Secret` prints as `<secret>`. Writing never
 * blocks and never throws, even when standard output is closed or full.
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
 * Opens a file descriptor, such as 1 or 2, for log lines. Lines are written in the background, and the last ones when the
 * process exits. When the reader has gone, they are thrown away.
 */
export function logOutput(descriptor: number): DestinationStream {
  const stream = destination({ dest: descriptor, sync: false, maxLength: MAX_WAITING_BYTES });
  stream.on('error', ignoreBrokenOutput);
  return stream;
}

/** Does nothing: an error of the log itself cannot be reported anywhere. */
function ignoreBrokenOutput(): void {
  // The stream tries again with the next line.
}
