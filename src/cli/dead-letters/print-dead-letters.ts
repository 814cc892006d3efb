import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { AdminAnswer, AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { printPart } from '../output.ts';
import { type LayoutOptions, terminalFor } from '../terminal/terminal.ts';
import {
  DEAD_LETTERS_PATH,
  type DeadLetterSelectionOptions,
  deadLetterFilters,
} from './dead-letter-selection.ts';
import { describeDeadLetter, wholeDeadLetterSchema } from './dead-letter-text.ts';
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
  options: AdminOptions & OutputOptions & DeadLetterListOptions & LayoutOptions,
): Promise<number> {
  return withAdminClient(options, async (client) => {
    const { limit, offset } = options;
    const query = new URLSearchParams({ limit, offset, ...deadLetterFilters(options) });
    const body = bodyOfAnswer(await client.ask('GET', `${DEAD_LETTERS_PATH}?${query}`));
    printAnswer(options, body, () =>
      describeDeadLetters(deadLetterListSchema.parse(body), terminalFor(options)),
    );
    return EXIT_OK;
  });
}

/**
 * Prints one whole dead letter, its body as text, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached, does not know the dead letter, or knows several.
 */
export function printDeadLetter(
  id: string,
  options: AdminOptions & OutputOptions & LayoutOptions,
): Promise<number> {
  return withAdminClient(options, async (client) => {
    const body = bodyOfAnswer(await client.ask('GET', `${DEAD_LETTERS_PATH}/${encodeURIComponent(id)}`));
    printAnswer(options, body, () =>
      describeDeadLetter(wholeDeadLetterSchema.parse(body), terminalFor(options)),
    );
    return EXIT_OK;
  });
}

/**
 * Writes whole dead letters to a file or standard output, one JSON document per line, as fast as they are read there.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function exportDeadLetters(
  options: AdminOptions & DeadLetterSelectionOptions & { readonly output?: string },
): Promise<number> {
  return withAdminClient(options, async (client) => {
    const query = new URLSearchParams(deadLetterFilters(options));
    const answer = await client.stream(`${DEAD_LETTERS_PATH}/export?${query}`);
    const parts = 'parts' in answer ? answer.parts : refuse(answer);
    if (options.output !== undefined) {
      await pipeline(parts, createWriteStream(options.output, { mode: 0o600 }));
      return EXIT_OK;
    }
    for await (const bytes of parts) if (!(await printPart(bytes))) break;
    return EXIT_OK;
  });
}

/** An answer other than the export says why there is none. */
function refuse(answer: AdminAnswer): never {
  bodyOfAnswer(answer);
  throw new Error('the agent sent no export');
}
