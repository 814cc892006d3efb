import { readFileSync, statSync } from 'node:fs';
import { inspect } from 'node:util';
import { z } from 'zod';
import { ConfigError, messageOf } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { encodingOf } from './encoding.ts';

/** A text that prints as `<secret>` wherever it is logged, serialized or interpolated. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself: for a signature, a comparison or a request header, and nothing else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '<secret>';
  }

  toJSON(): string {
    return '<secret>';
  }

  [inspect.custom](): string {
    return '<secret>';
  }
}

/** Clock that paces the looks at a secret file. */
export type Ticking = Pick<Clock, 'monotonic'>;

/** A secret that may change while the program runs. `current` is cheap enough to call for each use. */
export interface SecretSource {
  /** Path of its file; undefined for a secret from the configuration or the environment. */
  readonly file?: string;
  /** @throws {ConfigError} when its file cannot be read or is empty, and no earlier value is known. */
  current(): Secret;
}

/** A secret from the configuration itself, or from the environment. */
export function inlineSecret(value: Secret): SecretSource {
  return { current: () => value };
}

/** Shortest time between two looks at a secret file, ms. */
const LOOK_EVERY_MS = 1_000;

/**
 * A secret from a file, trimmed. The file is read again when it changes. If it vanishes, the last value
 * stays: a rotation replaces files, and for a moment there is none. If it is emptied, the secret is empty, which lets nobody
 * in; see {@link filledSecret}.
 */
function fileSecret(path: string, clock: Ticking): SecretSource {
  let value: Secret | undefined;
  let version = '';
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    file: path,
    current() {
      if (value && clock.monotonic() - lookedAt < LOOK_EVERY_MS) return value;
      lookedAt = clock.monotonic();
      try {
        const { mtimeMs, size, ino } = statSync(path);
        const seen = `${mtimeMs}:${size}:${ino}`;
        if (!value || seen !== version) {
          const read = secretIn(readFileSync(path));
          if (!value && read.reveal() === '') throw new Error(FILL_IT);
          value = read;
          version = seen;
        }
      } catch (cause) {
        if (!value) throw unreadable(path, cause);
      }
      return value;
    },
  };
}

/**
 * The secret in the bytes of a file. A byte order mark and the blanks around the secret do not belong to it.
 *
 * @throws for UTF-16, which Windows PowerShell writes.
 */
export function secretIn(bytes: Buffer): Secret {
  if (encodingOf(bytes).name === 'UTF-16') throw new Error('it is UTF-16; save it as UTF-8');
  // A byte order mark counts as a blank.
  return new Secret(bytes.toString('utf8').trim());
}

const FILL_IT = 'it is empty; write the secret into it';

/**
 * The value of a secret that is about to be sent, or signed with. COC, IAM and others lock a key or a user after a few calls
 * with an empty one.
 *
 * @throws {ConfigError} when its file cannot be read, or is empty
 */
export function filledSecret(source: SecretSource): Secret {
  const secret = source.current();
  if (secret.reveal() === '')
    throw new ConfigError(`cannot use the secret file ${source.file ?? ''}: ${FILL_IT}`, []);
  return secret;
}

function unreadable(path: string, cause: unknown): ConfigError {
  const isThere = !(cause instanceof Error && 'code' in cause);
  const remedy = isThere ? '' : '; check the path, and that the user of the agent can read the file';
  const message = `cannot read the secret file ${path}: ${messageOf(cause)}${remedy}`;
  return new ConfigError(message, [], { cause });
}

const EMPTY = 'is empty; set the environment variable that it refers to, or give the path of a file (…File)';

/** Schema of a secret in the configuration. */
const secretSchema = z
  .string()
  .min(1, EMPTY)
  .refine((text) => text === '' || text.trim() !== '', { error: EMPTY, abort: true })
  .transform((text) => new Secret(text));

type PairShape<N extends string> = {
  [K in N]: z.ZodOptional<typeof secretSchema>;
} & { [K in `${N}File`]: z.ZodOptional<z.ZodString> };

/** Two schema fields for one secret: `name` for its text, and `nameFile` for the path of its file. */
export function secretPair<N extends string>(name: N, description: string): PairShape<N> {
  return {
    [name]: secretSchema.optional().meta({ description }),
    [`${name}File`]: z
      .string()
      .min(1)
      .optional()
      .meta({ description: `Path of a file with this secret; read again when it changes. ${description}` }),
  } as PairShape<N>;
}

/** Zod refinement that demands exactly one of `name` and `nameFile`. */
export function exactlyOneOf<N extends string>(name: N) {
  return {
    check: (value: Record<string, unknown>): boolean =>
      (value[name] === undefined) !== (value[`${name}File`] === undefined),
    params: { error: `needs exactly one of ${name} and ${name}File`, path: [name] },
  };
}

/** Makes the source of a secret that is configured as `name` or `nameFile`; undefined when neither is set. */
export function secretSourceOf<N extends string>(
  config: { readonly [K in N]?: Secret | undefined } & { readonly [K in `${N}File`]?: string | undefined },
  name: N,
  clock: Ticking,
): SecretSource | undefined {
  const inline = config[name] as Secret | undefined;
  if (inline) return inlineSecret(inline);
  const file = config[`${name}File` as const] as string | undefined;
  return file === undefined ? undefined : fileSecret(file, clock);
}
