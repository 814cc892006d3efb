/**
 * Replacement of a part of a JSON text before it is parsed, without which information would be lost or memory would not
 * be bounded:
 *
 * - `quote`: a number that a double cannot hold becomes a string with all its digits.
 * - `cut-text`: the end of a string that is too long becomes a mark.
 * - `cut-value`: an object, list or number that is too large becomes a string that only says so.
 * - `rename`: a key that its object repeats gets another name, so that neither value is lost.
 * - `mend`: nothing changes. Bytes of this string are not UTF-8; decoding turns them into U+FFFD.
 */
export type PatchKind = (typeof KINDS)[number];

const KINDS = ['quote', 'cut-text', 'cut-value', 'rename', 'mend'] as const;

/** One replacement. */
export interface JsonPatch {
  readonly kind: PatchKind;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Index of the alert in which it is, in the list of alerts; undefined outside of the list. */
  readonly alert?: number | undefined;
  /** Depth of the object with the repeated key, for `rename`: 1 for the root. */
  readonly depth?: number | undefined;
}

/** Cells of one patch: kind, start, end, alert + 1, depth, and the number of renamed keys of the alert until then. */
const CELLS = 6;
const NONE = new Uint32Array();
/** A repeated key is longer than this only by malice. */
const LONGEST_NAME = 1_024;

/**
 * The patches of one text, in its order. A hostile body may need one for every ten bytes, so each takes 24 bytes and no
 * object of its own.
 */
export class JsonPatches {
  #cells = NONE;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds a patch behind all others. */
  add({ kind, start, end, alert, depth = 0 }: JsonPatch): void {
    if ((this.#count + 1) * CELLS > this.#cells.length) {
      const larger = new Uint32Array(Math.max(CELLS * 16, this.#cells.length * 2));
      larger.set(this.#cells);
      this.#cells = larger;
    }
    const cells = [KINDS.indexOf(kind), start, end, (alert ?? -1) + 1, depth];
    // Counted for each alert by itself: a million different names would make parsing slow. Before the first all is 0.
    const isSame = this.#cell(this.#count - 1, 3) === cells[3];
    const renamed = isSame ? this.#cell(this.#count - 1, 5) : 0;
    this.#cells.set([...cells, kind === 'rename' ? renamed + 1 : renamed], this.#count * CELLS);
    this.#count += 1;
  }

  /** True when the kind of a patch passes a test. */
  some(test: (kind: PatchKind) => boolean): boolean {
    for (let i = 0; i < this.#count; i++) if (test(this.at(i).kind)) return true;
    return false;
  }

  /** Removes the patches that start at a place or behind it. */
  removeFrom(start: number): void {
    while (this.#count > 0 && this.#cell(this.#count - 1, 1) >= start) this.#count -= 1;
  }

  at(index: number): JsonPatch {
    const alert = this.#cell(index, 3);
    return {
      kind: KINDS[this.#cell(index, 0)] ?? 'mend',
      start: this.#cell(index, 1),
      end: this.#cell(index, 2),
      alert: alert === 0 ? undefined : alert - 1,
      depth: this.#cell(index, 4),
    };
  }

  /** Index of the first patch that starts at a place or behind it. */
  firstFrom(start: number): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cell(middle, 1) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The patches that start within a part of the text. */
  *within(start: number, end: number): Generator<JsonPatch> {
    for (let i = this.firstFrom(start); i < this.#count && this.#cell(i, 1) < end; i++) yield this.at(i);
  }

  /** A part of the text with its patches applied. Without any, it shares its memory with `bytes`. */
  applied(bytes: Buffer, start: number, end: number): Buffer {
    const first = this.firstFrom(start);
    const last = this.firstFrom(end);
    if (first === last) return bytes.subarray(start, end);
    let length = end - start;
    for (let i = first; i < last; i++) length += this.#growth(i, bytes);
    // One buffer for all, as there may be a million patches.
    const result = Buffer.allocUnsafe(length);
    let [from, to] = [start, 0];
    for (let i = first; i < last; i++) {
      const { start: at, end: behind, text } = this.#replacement(i, bytes);
      to += bytes.copy(result, to, from, at);
      to += result.write(text, to);
      from = behind;
    }
    bytes.copy(result, to, from, end);
    return result;
  }

  /** Bytes by which a patch makes the text longer. */
  #growth(index: number, bytes: Buffer): number {
    const { start, end, text } = this.#replacement(index, bytes);
    return Buffer.byteLength(text) - (end - start);
  }

  #replacement(index: number, bytes: Buffer): Replacement {
    const { kind, start, end } = this.at(index);
    if (kind === 'quote') return { start, end, text: `"${bytes.toString('latin1', start, end)}"` };
    if (kind === 'mend') return { start, end: start, text: '' };
    if (kind === 'rename') return renamed({ start, end, text: ` (repeated ${this.#cell(index, 5)})` }, bytes);
    const mark = `…(${end - start} bytes left out)`;
    return { start, end, text: kind === 'cut-text' ? mark : `"${mark}"` };
  }

  #cell(index: number, cell: number): number {
    return this.#cells[index * CELLS + cell] ?? 0;
  }
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Adds a text to the end of a key. */
function renamed({ start, end, text }: Replacement, bytes: Buffer): Replacement {
  if (end - start <= LONGEST_NAME) return { start: end - 1, end: end - 1, text };
  const name = wellFormed((stringIn(bytes, start, end) ?? '').slice(0, LONGEST_NAME));
  return { start, end, text: JSON.stringify(`${name}${text}`) };
}

/** The text of a JSON string with its quotes; undefined when it is none, which `JSON.parse` will say of the whole body. */
export function stringIn(bytes: Buffer, start: number, end: number): string | undefined {
  const json = bytes.toString('utf8', start, end);
  if (!json.includes('\\')) return json.slice(1, -1);
  try {
    return wellFormed(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Half surrogate pairs become U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
