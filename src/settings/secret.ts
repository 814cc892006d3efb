import { readFileSync, statSync } from 'node:fs';
import { inspect } from 'node:util';
import { z } from 'zod';
import { ConfigError, messageOf } from '../errors.ts';

/** A value that prints as `<secret>` wherever it is logged, serialized or interpolated. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: for a signature, a comparison or a request header, and nothing else. */
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

/** A secret that may change while the program runs. `current` is cheap enough to be called per use. */
export interface SecretSource {
  /** @throws {ConfigError} when its file cannot be read and never could be. */
  current(): Secret;
}

/** A secret that was written into the configuration, or came from the environment. */
export function inlineSecret(value: Secret): SecretSource {
  return { current: () => value };
}

/**
 * A secret that is read from a file, trimmed, and read again when the file changes (looked at once a second at
 * most). A file that vanishes later keeps its last value: rotation replaces files, and there is a moment without one.
 */
function fileSecret(path: string, monotonic: () => number = () => performance.now()): SecretSource {
  let value: Secret | undefined;
  let version = '';
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    current() {
      if (value && monotonic() - lookedAt < 1_000) return value;
      lookedAt = monotonic();
      try {
        const { mtimeMs, size, ino } = statSync(path);
        const seen = `${mtimeMs}:${size}:${ino}`;
        if (!value || seen !== version) {
          value = new Secret(readFileSync(path, 'utf8').trim());
          version = seen;
        }
      } catch (cause) {
        if (!value)
          throw new ConfigError(`cannot read the secret file ${path}: ${messageOf(cause)}`, [], { cause });
      }
      return value;
    },
  };
}

/** A configuration string that is kept as a Secret. */
const secretSchema = z
  .string()
  .min(1, 'is empty; set the environment variable that it comes from, or use the File form')
  .transform((text) => new Secret(text));

type PairShape<N extends string> = {
  [K in N]: z.ZodOptional<typeof secretSchema>;
} & { [K in `${N}File`]: z.ZodOptional<z.ZodString> };

/** The two schema fields of a secret: `name`, or `nameFile` with the path of a file that holds it. */
export function secretPair<N extends string>(name: N, description: string): PairShape<N> {
  return {
    [name]: secretSchema.optional().meta({ description }),
    [`${name}File`]: z
      .string()
      .min(1)
      .optional()
      .meta({ description: `File that holds it (read again when it changes): ${description}` }),
  } as PairShape<N>;
}

/** A zod refinement: exactly one of `name` and `nameFile` is set. */
export function exactlyOneOf<N extends string>(name: N) {
  return {
    check: (value: Record<string, unknown>): boolean =>
      (value[name] === undefined) !== (value[`${name}File`] === undefined),
    params: { error: `needs exactly one of ${name} and ${name}File`, path: [name] },
  };
}

/** The source of a secret that was configured as `name` or `nameFile`; undefined when neither is set. */
export function secretSourceOf<N extends string>(
  config: { readonly [K in N]?: Secret | undefined } & { readonly [K in `${N}File`]?: string | undefined },
  name: N,
): SecretSource | undefined {
  const inline = config[name] as Secret | undefined;
  if (inline) return inlineSecret(inline);
  const file = config[`${name}File` as const] as string | undefined;
  return file === undefined ? undefined : fileSecret(file);
}
