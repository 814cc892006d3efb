import type { Json } from '../alerts/alert.ts';
import { payloadError } from './payload-error.ts';
import type { ReadAlert } from './source-port.ts';

/** A key that an object of a JSON text has more than once. */
export interface RepeatedKey {
  readonly key: string;
  /** Key of the root object under which it is; undefined for a key of the root object itself, or below a root list. */
  readonly under: string | undefined;
  /** Index of the list element that it is in: of the root list, or of the list `under`; undefined outside of both. */
  readonly index: number | undefined;
}

interface Level {
  /** Keys so far; undefined for a list. One set for each depth, since sets are dear. */
  keys: Set<string> | undefined;
  /** Number of the element that the scan is in, for a list. */
  index: number;
}

/** Follows the objects and lists of a JSON text while it is scanned, and finds the keys that an object repeats. */
export class KeyWatch {
  readonly #levels: Level[] = [];
  readonly #sets: Set<string>[] = [];
  readonly #repeated: RepeatedKey[] = [];
  #rootKey: string | undefined;

  get repeated(): readonly RepeatedKey[] {
    return this.#repeated;
  }

  enterObject(): void {
    const depth = this.#levels.length;
    this.#sets[depth] ??= new Set();
    const keys = this.#sets[depth];
    keys.clear();
    this.#levels.push({ keys, index: 0 });
  }

  enterList(): void {
    this.#levels.push({ keys: undefined, index: 0 });
  }

  leave(): void {
    this.#levels.pop();
  }

  /** At a comma: the next element of a list begins. */
  next(): void {
    const level = this.#levels.at(-1);
    if (level) level.index += 1;
  }

  /** Adds a key of the innermost object. Returns another name for a repeated one, under which its value is kept. */
  add(key: string): string | undefined {
    const keys = this.#levels.at(-1)?.keys;
    if (!keys) return undefined;
    const isRoot = this.#levels.length === 1;
    if (isRoot) this.#rootKey = key;
    if (!keys.has(key)) {
      keys.add(key);
      return undefined;
    }
    const [root, list] = this.#levels;
    const inList = root && !root.keys ? root : list && !list.keys ? list : undefined;
    this.#repeated.push({
      key,
      under: isRoot || !root?.keys ? undefined : this.#rootKey,
      index: inList?.index,
    });
    return `${key} (repeated ${this.#repeated.length})`;
  }
}

const PLAIN_KEY = /^[\w.:/-]{1,64}$/;

/** Words for the sender. A key that looks like a name is quoted, so that it can be found. */
export function repeatedKeyReason({ key }: RepeatedKey): string {
  const named = PLAIN_KEY.test(key) ? ` ("${key}")` : '';
  return `an object in the JSON has a key twice${named}, so it is not clear which value counts`;
}

/** Keys of a body that decide about every alert in it. */
const ESSENTIAL: ReadonlySet<string> = new Set(['alerts', 'version']);

/**
 * Reads the alerts of a body one by one. An alert with a repeated key is invalid; its neighbours are not. Fields that all
 * alerts share are for information only: of a key that is repeated there, the first value counts.
 * @throws {PayloadError} when the list itself is there twice
 */
export function alertByAlert(
  alerts: readonly Json[],
  repeatedKeys: readonly RepeatedKey[],
  readAlert: (raw: Json, index: number) => ReadAlert,
): readonly ReadAlert[] {
  const reasons = new Map<number, string>();
  for (const one of repeatedKeys) {
    if (one.under === undefined && one.index === undefined && ESSENTIAL.has(one.key))
      throw payloadError(repeatedKeyReason(one));
    if (one.index !== undefined && (one.under ?? 'alerts') === 'alerts')
      reasons.set(one.index, repeatedKeyReason(one));
  }
  return alerts.map((raw, index) => {
    const reason = reasons.get(index);
    return reason === undefined ? readAlert(raw, index) : { invalid: { index, reason, raw } };
  });
}
