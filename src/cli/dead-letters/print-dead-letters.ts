import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import {
  DEAD_LETTERS_PATH,
  type DeadLetterSelectionOptions,
  deadLetterFilters,
} from './dead-letter-selection.ts';
import { deadLetterListSchema, describeDeadLetters } from './dead-letters-text.ts';

/** Options of a list of dead letters. */
export interface DeadLetterListOptions extends DeadLetterSelectionOptions {
  readonly limit: string;
  readonly offset: string;
}

/**
 * Prints one page of dead letters, the newest first, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printDeadLetters(
  options: AdminOptions & OutputOptions & DeadLetterListOptions,
): Promise<number> {
  return withAdminClient(options, async (client) => {
    const { limit, offset } = options;
    const query = new URLSearchParams({ limit, offset, ...deadLetterFilters(options) });
    const body = bodyOfAnswer(await client.ask('GET', `${DEAD_LETTERS_PATH}?${query}`));
    printAnswer(options, body, () => describeDeadLetters(deadLetterListSchema.parse(body)));
    return EXIT_OK;
  });
}

/**
 * Prints one whole dead letter as JSON, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printDeadLetter(id: string, options: AdminOptions): Promise<number> {
  return withAdminClient(options, async (client) => {
    const deadLetter = bodyOfAnswer(
      await client.ask('GET', `${DEAD_LETTERS_PATH}/${encodeURIComponent(id)}`),
    );
    process.stdout.write(`${JSON.stringify(deadLetter, null, 2)}\n`);
    return EXIT_OK;
  });
}

/**
 * Writes whole dead letters to a file or standard output, one JSON document per line.
 *
 * @throws {ConfigError}
 */
export function exportDeadLetters(
  options: AdminOptions & DeadLetterSelectionOptions & { readonly output?: string },
): Promise<number> {
  return withAdminClient(options, async (client) => {
    const query = new URLSearchParams(deadLetterFilters(options));
    const lines = await client.stream(`${DEAD_LETTERS_PATH}/export?${query}`);
    if (options.output === undefined) for await (const bytes of lines) process.stdout.write(bytes);
    else await pipeline(lines, createWriteStream(options.output, { mode: 0o600 }));
    return EXIT_OK;
  });
}
