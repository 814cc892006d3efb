import { payloadError } from './payload-error.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;
const BLANK = 0x20;

/**
 * Splits a long JSON document into the elements of its list while it arrives, so that it is never in memory
 * as a whole. The list is the document itself, or the first list among the values of an object. A document
 * without a list has no elements.
 *
 * States: before the list -> in the list -> behind the list.
 */
export class ListSplitter {
  #state: 'before' | 'in' | 'behind' = 'before';
  #depth = 0;
  /** Nesting depth of the list's elements. */
  #listDepth = -1;
  /** True when the last piece ended within a string. */
  #inText = false;
  /** True when that piece ended with a backslash whose character is still to come. */
  #escaped = false;
  /** Parts of the unfinished element from earlier pieces. */
  #begun: Buffer[] = [];
  readonly #envelope: Buffer[] = [];

  /**
   * Adds the next piece of the document, and yields the elements that it completes. Each is a JSON text, not
   * yet parsed, that shares memory with the piece.
   */
  *add(piece: Buffer): Generator<Buffer> {
    let from = 0;
    let at = this.#inText ? this.#endOfText(piece, 0) + 1 : 0;
    for (; at < piece.length; at++) {
      const byte = piece[at];
      if (byte === QUOTE) at = this.#endOfText(piece, at + 1);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.#depth += 1;
        if (byte === OPEN_OBJECT || this.#state !== 'before' || this.#depth > 2) continue;
        this.#keep(piece.subarray(from, at + 1));
        from = at + 1;
        this.#state = 'in';
        this.#listDepth = this.#depth;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte === COMMA) {
        const ends = this.#state === 'in' && this.#depth === this.#listDepth;
        if (byte !== COMMA) this.#depth -= 1;
        if (!ends) continue;
        const element = this.#element(piece.subarray(from, at));
        if (byte !== COMMA) this.#state = 'behind';
        from = byte === COMMA ? at + 1 : at;
        if (element.some((one) => one > BLANK)) yield element;
      }
    }
    this.#keep(piece.subarray(from));
  }

  /**
   * Returns the document with an empty list, after the last piece.
   * @throws {PayloadError} when the list does not end
   */
  end(): Buffer {
    if (this.#state === 'in') throw payloadError('the list does not end');
    return Buffer.concat(this.#envelope);
  }

  #keep(bytes: Buffer): void {
    const place = this.#state === 'in' ? this.#begun : this.#envelope;
    if (bytes.length > 0) place.push(bytes);
  }

  #element(rest: Buffer): Buffer {
    if (this.#begun.length === 0) return rest;
    const whole = Buffer.concat([...this.#begun, rest]);
    this.#begun = [];
    return whole;
  }

  /** Finds the end of the string that continues at `from`: its closing quote, or the end of the piece. */
  #endOfText(piece: Buffer, from: number): number {
    let start = from;
    for (let end = piece.indexOf(QUOTE, start); end >= 0; end = piece.indexOf(QUOTE, start)) {
      this.#inText = this.#isEscaped(piece, { start, end });
      this.#escaped = false;
      if (!this.#inText) return end;
      start = end + 1;
    }
    this.#escaped = this.#isEscaped(piece, { start, end: piece.length });
    this.#inText = true;
    return piece.length;
  }

  /** True when an unescaped backslash precedes `end`. */
  #isEscaped(piece: Buffer, { start, end }: { readonly start: number; readonly end: number }): boolean {
    let first = end;
    while (first > start && piece[first - 1] === BACKSLASH) first -= 1;
    const odd = (end - first) % 2 === 1;
    return first === start && this.#escaped ? !odd : odd;
  }
}
