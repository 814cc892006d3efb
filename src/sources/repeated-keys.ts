import { payloadError } from './payload-error.ts';

/** A key that an object of a JSON text has more than once. */
export interface RepeatedKey {
  readonly key: string;
  /** True for a key of the root object itself. */
  readonly atRoot: boolean;
}

/** Follows the objects and lists of a JSON text while it is scanned, and finds the keys that an object repeats. */
export class KeyWatch {
  /** Keys so far of each open object; undefined for a list. One set for each depth, since sets are dear. */
  readonly #levels: (Set<string> | undefined)[] = [];
  readonly #sets: Set<string>[] = [];

  enter(isObject: boolean): void {
    this.#levels.push(isObject ? this.#emptySet() : undefined);
  }

  leave(): void {
    this.#levels.pop();
  }

  /** Adds a key of the innermost object. True when the object has it already. */
  isRepeated(key: string): boolean {
    const keys = this.#levels.at(-1);
    if (!keys) return false;
    if (keys.has(key)) return true;
    keys.add(key);
    return false;
  }

  #emptySet(): Set<string> {
    const depth = this.#levels.length;
    this.#sets[depth] ??= new Set();
    const keys = this.#sets[depth];
    keys.clear();
    return keys;
  }
}

const PLAIN_KEY = /^[\w.:/-]{1,64}$/;

/** Words for the sender. A key that looks like a name is quoted, so that it can be found. */
export function repeatedKeyReason(key: string): string {
  const named = PLAIN_KEY.test(key) ? ` ("${key}")` : '';
  return `an object in the JSON has a key twice${named}, so it is not clear which value counts`;
}

/**
 * Refuses these repeated keys, if there are any. Readers differ in which of the values counts, so it is never guessed.
 * @throws {PayloadError} at the first one
 */
export function refuseRepeated(repeatedKeys: readonly RepeatedKey[]): void {
  const [first] = repeatedKeys;
  if (first) throw payloadError(repeatedKeyReason(first.key));
}

/** Keys of a body that decide about every alert in it. */
const ESSENTIAL: ReadonlySet<string> = new Set(['alerts', 'version']);

/**
 * Refuses repeated keys that decide about every alert of a body. Other fields that all alerts share are for information
 * only: of a key that is repeated there, the first value counts.
 * @throws {PayloadError} when the body has its list or its version twice
 */
export function refuseEssentialRepeated(repeatedKeys: readonly RepeatedKey[]): void {
  refuseRepeated(repeatedKeys.filter(({ key, atRoot }) => atRoot && ESSENTIAL.has(key)));
}
