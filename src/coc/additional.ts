import type { Json } from '../alerts/alert.ts';
import { headOf } from '../alerts/head-of.ts';
import { cleanCopy } from './clean-text.ts';

/** Limit for `additional`, in bytes of JSON. It is our own: COC documents none. */
export const ADDITIONAL_BYTES = 32 * 1_024;

const DEEPEST = 16;
const MARKER_BYTES = 40;
/** A shortened text keeps at least this much. If less would fit, only the marker stays. */
const LEAST_HEAD_BYTES = 128;

type Mutable = null | boolean | number | string | Mutable[] | { [key: string]: Mutable };
type Sections = Readonly<Record<string, Json>>;

/** One text in a tree, and a function to replace it. */
interface Text {
  readonly value: string;
  replace(text: string): void;
}

/**
 * Makes a JSON object of at most `limit` bytes from sections. It shortens the largest texts first, with a
 * marker that tells how much is missing, and then removes whole sections, the last one first. Control
 * characters and half surrogate pairs are replaced, characters that turn the direction of the text and values that are
 * nested too deeply are left out. The same input gives the same output.
 */
export function boundedJson(sections: Sections, limit: number): { readonly [key: string]: Json } {
  const json = JSON.stringify(sections);
  if (isClean(json) && Buffer.byteLength(json) <= limit) return sections;
  const texts: Text[] = [];
  const root = cleanObject(sections, { texts, depth: 0 });
  let bytes = sizeOf(root);
  const measured = texts.map((text) => ({ ...text, bytes: sizeOf(text.value) }));
  measured.sort((a, b) => b.bytes - a.bytes);
  for (const text of measured) {
    if (bytes <= limit || text.bytes <= MARKER_BYTES) break;
    const shorter = shorten(text, bytes - limit);
    text.replace(shorter);
    bytes += sizeOf(shorter) - text.bytes;
  }
  for (const name of Object.keys(root).reverse()) {
    if (sizeOf(root) <= limit) break;
    root[name] = `…(${sizeOf(root[name] ?? null)} bytes left out)`;
  }
  return root;
}

/**
 * Parts of a JSON text that may need a replacement: escapes other than quotes, backslashes, line feeds and
 * tabs inside a string, blanks at the ends of a string, line separators and directions.
 */
const SUSPECT =
  /\\[bfru]|[\u007f-\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000\ud800-\udfff\ufeff]|[[{,:]"(?: |\\[nt])|(?: |\\[nt])"/;

/** True when a JSON text needs no replacement. It may also be false for a text that needs none. */
function isClean(json: string): boolean {
  const nestings = count('{', json) + count('[', json);
  // Stryker disable next-line EqualityOperator: at the limit itself the long way leads to an equal tree.
  return nestings <= DEEPEST && !SUSPECT.test(json);
}

function count(sign: string, text: string): number {
  let found = 0;
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) found += 1;
  return found;
}

function shorten({ value }: Text, excessBytes: number): string {
  const rawBytes = Buffer.byteLength(value);
  const keepBytes = rawBytes - excessBytes - MARKER_BYTES;
  const head = keepBytes < LEAST_HEAD_BYTES ? '' : headOfBytes(value, keepBytes);
  return `${head}…(${rawBytes - Buffer.byteLength(head)} of ${rawBytes} bytes left out)`;
}

/** Returns the longest start of a text with at most `limit` bytes of UTF-8. */
function headOfBytes(text: string, limit: number): string {
  // Stryker disable next-line MethodExpression: from the end of the text it comes to the same place, only later.
  let units = Math.min(limit, text.length);
  while (Buffer.byteLength(text.slice(0, units)) > limit)
    units -= Math.ceil((Buffer.byteLength(text.slice(0, units)) - limit) / 3);
  return headOf(text, units);
}

interface Walk {
  readonly texts: Text[];
  readonly depth: number;
}

function cleanObject(from: { readonly [key: string]: Json }, walk: Walk): { [key: string]: Mutable } {
  // Without a prototype, so that a label named __proto__ is a label.
  const to: { [key: string]: Mutable } = Object.create(null);
  for (const [name, value] of Object.entries(from)) {
    const key = cleanCopy(name);
    to[key] = cleanValue(value, walk, (text) => {
      to[key] = text;
    });
  }
  return to;
}

function cleanValue(value: Json, { texts, depth }: Walk, replace: Text['replace']): Mutable {
  if (typeof value === 'string') {
    const clean = cleanCopy(value);
    texts.push({ value: clean, replace });
    return clean;
  }
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (depth >= DEEPEST) return '…(nested too deeply)';
  const inner = { texts, depth: depth + 1 };
  if (!isArray(value)) return cleanObject(value, inner);
  const list: Mutable[] = [];
  value.forEach((item, index) => {
    list[index] = cleanValue(item, inner, (text) => {
      list[index] = text;
    });
  });
  return list;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function sizeOf(value: Json | Mutable): number {
  return Buffer.byteLength(JSON.stringify(value));
}
