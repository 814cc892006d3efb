import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ConfigError } from '../errors.ts';
import type { AdminOptions } from './admin-client.ts';
import { bodyOf, type Output, withClient, write } from './admin-command.ts';
import { bulkAnswerSchema, describeBulk, describeList, listSchema } from './dead-letters-text.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';

/** Which dead letters are meant. */
export interface LetterChoice {
  readonly kind?: string;
  readonly source?: string;
  readonly reason?: string;
}

const LETTERS = '/api/v1/dead-letters';

/** Prints a page of the dead letters, the newest first. @throws {ConfigError} */
export function listDeadLetters(
  options: AdminOptions & LetterChoice & Output & { readonly limit: string; readonly offset: string },
): Promise<number> {
  return withClient(options, async (client) => {
    const { limit, offset } = options;
    const query = new URLSearchParams({ limit, offset, ...choiceOf(options) });
    const body = bodyOf(await client.ask('GET', `${LETTERS}?${query}`));
    write(options, body, () => describeList(listSchema.parse(body)));
    return EXIT_OK;
  });
}

/** Prints one dead letter, whole. @throws {ConfigError} */
export function showDeadLetter(id: string, options: AdminOptions): Promise<number> {
  return withClient(options, async (client) => {
    const letter = bodyOf(await client.ask('GET', `${LETTERS}/${encodeURIComponent(id)}`));
    process.stdout.write(`${JSON.stringify(letter, null, 2)}\n`);
    return EXIT_OK;
  });
}

/** Puts dead letters back, or gives them up. All of them only with `--yes`: without, it is only told what would be. */
export function changeDeadLetters(
  verb: 'redrive' | 'discard',
  ids: readonly string[],
  options: AdminOptions & LetterChoice & Output & { readonly all?: true; readonly yes?: true },
): Promise<number> {
  const choice = choiceOf(options);
  const many = options.all === true || Object.keys(choice).length > 0;
  if (ids.length > 0 === many)
    throw new ConfigError(
      `name the dead letters to ${verb}, or choose them with --all, --kind, --source or --reason`,
    );
  const selection = many ? (options.all ? { all: true } : { filter: choice }) : { ids };
  return withClient(options, async (client) => {
    const asked = { ...selection, dryRun: many && options.yes !== true };
    const body = bodyOf(await client.ask('POST', `${LETTERS}/${verb}`, asked));
    const answer = bulkAnswerSchema.parse(body);
    write(options, body, () => describeBulk(verb, answer));
    return answer.failures === 0 ? EXIT_OK : EXIT_FAILED;
  });
}

/** Writes whole dead letters, one JSON document a line, to a file or standard output. @throws {ConfigError} */
export function exportDeadLetters(
  options: AdminOptions & LetterChoice & { readonly output?: string },
): Promise<number> {
  return withClient(options, async (client) => {
    const letters = await client.stream(`${LETTERS}/export?${new URLSearchParams(choiceOf(options))}`);
    if (options.output === undefined) for await (const bytes of letters) process.stdout.write(bytes);
    else await pipeline(letters, createWriteStream(options.output, { mode: 0o600 }));
    return EXIT_OK;
  });
}

function choiceOf({ kind, source, reason }: LetterChoice): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ kind, source, reason }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
