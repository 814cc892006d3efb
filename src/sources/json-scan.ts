import { payloadError } from './payload-error.ts';
import { KeyWatch, type RepeatedKey } from './repeated-keys.ts';

/** Limits for a JSON body. `JSON.parse` has none, and could return a value that cannot be written again. */
export interface JsonLimits {
  /** Nested objects and arrays. */
  readonly depth: number;
  /** Keys of all objects together. */
  readonly keys: number;
  readonly keysPerObject: number;
  /** Objects and lists: each takes memory, however short it is written. */
  readonly containers: number;
  /** Elements of all lists together. */
  readonly elements: number;
  /** Bytes of one string, with escapes as they are written. */
  readonly stringBytes: number;
  /** Numbers, escapes and repeated keys that need a {@link JsonPatch}. */
  readonly patches: number;
}

/** Default limits, far above what monitoring systems send: a few KiB of annotations, a few dozen labels. */
export const JSON_LIMITS: JsonLimits = {
  depth: 64,
  keys: 1_000_000,
  keysPerObject: 10_000,
  containers: 250_000,
  elements: 1_000_000,
  stringBytes: 1_048_576,
  patches: 100_000,
};

/** Replacement of a part of the body before parsing, without which information would be lost. */
export interface JsonPatch {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly text: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;
const MINUS = 0x2d;
const LETTER_U = 0x75;
const MAX_NUMBER_BYTES = 400;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** State of the scan at one place: the containers around it, and the last character that was not blank. */
interface Scan {
  readonly bytes: Buffer;
  readonly limits: JsonLimits;
  readonly patches: JsonPatch[];
  /** Number of keys so far of each open object; -1 for an open array. */
  readonly open: number[];
  readonly watch: KeyWatch;
  keys: number;
  containers: number;
  elements: number;
  previous: number;
  /** Place of the latest string, with its quotes. */
  textStart: number;
  textEnd: number;
}

/** Result of a scan. */
export interface JsonScan {
  readonly patches: readonly JsonPatch[];
  readonly repeatedKeys: readonly RepeatedKey[];
}

/**
 * Scans a JSON text once before it is parsed, and refuses deep nesting, too many keys and too long strings.
 * It does not check that the text is JSON; `JSON.parse` does that.
 *
 * Returns the replacements without which parsing would lose information. Numbers that a double cannot hold
 * become strings (an event id of Zabbix is a uint64). Half surrogate pairs become U+FFFD, as they cannot be
 * written as UTF-8. A key that an object repeats gets another name, so that neither value is lost; the caller decides
 * what becomes of it.
 * @throws {PayloadError} at the first exceeded limit
 */
export function scanJson(bytes: Buffer, limits: JsonLimits = JSON_LIMITS): JsonScan {
  const watch = new KeyWatch();
  const counts = { keys: 0, containers: 0, elements: 0, previous: 0, textStart: 0, textEnd: 0 };
  const scan: Scan = { bytes, limits, patches: [], open: [], watch, ...counts };
  let at = 0;
  while (at < bytes.length) at = scanToken(scan, at);
  return { patches: scan.patches, repeatedKeys: watch.repeated };
}

/** Scans the token at `at`, and returns the start of the next one. */
function scanToken(scan: Scan, at: number): number {
  const byte = scan.bytes[at] ?? 0;
  if (byte <= 0x20) return at + 1;
  let next = at + 1;
  if (byte === QUOTE) next = scanString(scan, at);
  else if (isDigit(byte) || byte === MINUS) next = scanNumber(scan, at);
  else if (byte === OPEN_OBJECT) enter(scan, 0);
  else if (byte === OPEN_ARRAY) enter(scan, -1);
  else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) leave(scan);
  else if (byte === COLON) countKey(scan);
  else if (byte === COMMA) countElement(scan);
  scan.previous = byte;
  return next;
}

function enter(scan: Scan, keys: number): void {
  const { open, limits, watch } = scan;
  open.push(keys);
  if (open.length > limits.depth) throw payloadError(`the JSON is nested deeper than ${limits.depth} levels`);
  scan.containers += 1;
  if (scan.containers > limits.containers)
    throw payloadError(`the JSON has more than ${limits.containers} objects and lists`);
  if (keys < 0) watch.enterList();
  else watch.enterObject();
}

function leave(scan: Scan): void {
  scan.open.pop();
  scan.watch.leave();
}

function countElement(scan: Scan): void {
  if (scan.open.at(-1) !== -1) return;
  scan.watch.next();
  scan.elements += 1;
  if (scan.elements > scan.limits.elements)
    throw payloadError(`the lists in the JSON have more than ${scan.limits.elements} elements`);
}

function countKey(scan: Scan): void {
  const last = scan.open.length - 1;
  const keys = (scan.open[last] ?? 0) + 1;
  scan.open[last] = keys;
  scan.keys += 1;
  if (keys > scan.limits.keysPerObject)
    throw payloadError(`an object in the JSON has more than ${scan.limits.keysPerObject} keys`);
  if (scan.keys > scan.limits.keys) throw payloadError(`the JSON has more than ${scan.limits.keys} keys`);
  if (scan.previous === QUOTE) watchKey(scan);
}

function watchKey(scan: Scan): void {
  const { bytes, textStart: start, textEnd: end } = scan;
  const key = decodedText(bytes.toString('utf8', start, end));
  const name = key === undefined ? undefined : scan.watch.add(key);
  if (name === undefined) return;
  // The new name stands for the whole string, so nothing within it is replaced as well.
  while ((scan.patches.at(-1)?.start ?? -1) >= start) scan.patches.pop();
  patch(scan, { start, end, text: JSON.stringify(name) });
}

/** The text of a JSON string; undefined when it is none, which `JSON.parse` will say of the whole body. */
function decodedText(json: string): string | undefined {
  if (!json.includes('\\')) return json.slice(1, -1);
  try {
    // Half surrogate pairs become U+FFFD, as they do in the parsed text.
    return Buffer.from(JSON.parse(json)).toString();
  } catch {
    return undefined;
  }
}

function scanString(scan: Scan, start: number): number {
  const { bytes, limits } = scan;
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) {
    at = bytes[at] === BACKSLASH ? scanEscape(scan, at) : at + 1;
  }
  if (at - start - 1 > limits.stringBytes)
    throw payloadError(`a string in the JSON is longer than ${limits.stringBytes} bytes; send less text`);
  scan.textStart = start;
  scan.textEnd = at + 1;
  return at + 1;
}

function scanEscape(scan: Scan, at: number): number {
  if (scan.bytes[at + 1] !== LETTER_U) return at + 2;
  const unit = codeUnit(scan.bytes, at);
  if (unit < 0xd800 || unit > 0xdfff) return at + 2;
  const low = codeUnit(scan.bytes, at + 6);
  if (unit <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) return at + 12;
  patch(scan, { start: at, end: at + 6, text: '\\ufffd' });
  return at + 6;
}

/** Returns the code unit that is escaped as `\uXXXX` at this place; -1 when there is none. */
function codeUnit(bytes: Buffer, at: number): number {
  const text = String.fromCharCode(...bytes.subarray(at, at + 6));
  return /^\\u[0-9a-f]{4}$/i.test(text) ? Number.parseInt(text.slice(2), 16) : -1;
}

function scanNumber(scan: Scan, start: number): number {
  const { bytes } = scan;
  let end = start + 1;
  while (end < bytes.length && isOfNumber(bytes[end] ?? 0)) end += 1;
  if (end - start > MAX_NUMBER_BYTES)
    throw payloadError(`a number in the JSON has more than ${MAX_NUMBER_BYTES} digits`);
  if (!isValue(scan)) return end;
  const text = String.fromCharCode(...bytes.subarray(start, end));
  if (NUMBER.test(text) && !isHeldByDouble(text)) patch(scan, { start, end, text: `"${text}"` });
  return end;
}

/** True where a value can be, and not a key. */
function isValue({ previous, open }: Scan): boolean {
  if (previous === COLON || previous === OPEN_ARRAY) return true;
  if (previous === COMMA) return open.at(-1) === -1;
  return previous === 0 && open.length === 0;
}

function isHeldByDouble(text: string): boolean {
  const number = Number(text);
  if (!Number.isFinite(number)) return false;
  return /[.eE]/.test(text) || Number.isSafeInteger(number);
}

function patch(scan: Scan, made: JsonPatch): void {
  scan.patches.push(made);
  if (scan.patches.length > scan.limits.patches)
    throw payloadError('the JSON has too many numbers beyond 2^53, half surrogate pairs, or repeated keys');
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isOfNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2e || byte === 0x2b || byte === MINUS || byte === 0x65 || byte === 0x45;
}
