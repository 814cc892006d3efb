import type { TimeSlices } from '../time-slice.ts';
import { payloadError } from './payload-error.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;
const LOOK_EVERY_BYTES = 65_536;

/** A JSON document whose list was taken apart. */
export interface Elements {
  /** The document with the list empty. */
  readonly envelope: Buffer;
  /** The elements of the list, each a JSON text that is not looked at yet. */
  readonly elements: readonly Buffer[];
}

/**
 * Takes a long JSON document apart without parsing it whole, which would hold up everything else: its list is the
 * document itself, or the first list among the values of an object. A document without a list has no elements.
 * @throws {PayloadError} when the list does not end
 */
export async function elementsOf(bytes: Buffer, slices: TimeSlices): Promise<Elements> {
  const list = { depth: 0, from: -1, to: -1 };
  const elements: Buffer[] = [];
  let depth = 0;
  let start = 0;
  let lookAt = LOOK_EVERY_BYTES;
  const take = (end: number) => {
    const element = bytes.subarray(start, end);
    if (element.some((byte) => byte > 0x20)) elements.push(element);
    start = end + 1;
  };
  for (let at = 0; at < bytes.length; at++) {
    if (at > lookAt) {
      lookAt = at + LOOK_EVERY_BYTES;
      if (slices.over) await slices.pause();
    }
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === OPEN_OBJECT) depth += 1;
    else if (byte === OPEN_ARRAY) {
      depth += 1;
      if (list.from < 0 && depth <= 2) {
        Object.assign(list, { depth, from: at + 1 });
        start = at + 1;
      }
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === list.depth && list.from >= 0 && list.to < 0) {
        take(at);
        list.to = at;
      }
      depth -= 1;
    } else if (byte === COMMA && depth === list.depth && list.from >= 0 && list.to < 0) take(at);
  }
  if (list.from < 0) return { envelope: bytes, elements };
  if (list.to < 0) throw payloadError('the list does not end');
  return { envelope: Buffer.concat([bytes.subarray(0, list.from), bytes.subarray(list.to)]), elements };
}

/** Where the text that begins at `at` ends. */
function endOfText(bytes: Buffer, at: number): number {
  for (let end = bytes.indexOf(QUOTE, at + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return bytes.length;
}
