import { isUtf8 } from 'node:buffer';
import { JsonPatches, stringIn } from './json-patches.ts';
import { JSON_LIMITS, type JsonLimits, ScannedList } from './json-scan-limits.ts';
import { jsonValueEnd } from './json-value-end.ts';
import { payloadError } from './payload-error.ts';
import { KeyWatch } from './repeated-keys.ts';

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
const HALF_PAIR = Buffer.from('\\ufffd');

/** State of the scan at one place: the containers around it, and the last character that was not blank. */
interface Scan {
  /** The text; a copy from the first half surrogate pair on, which is replaced in it. */
  bytes: Buffer;
  readonly sent: Buffer;
  readonly isUtf8: boolean;
  readonly limits: JsonLimits;
  readonly patches: JsonPatches;
  /** Number of keys so far of each open object; -1 for an open list. */
  readonly open: number[];
  readonly watch: KeyWatch;
  readonly list: ScannedList;
  /** Latest key of the root object. */
  rootKey: string | undefined;
  previous: number;
  /** Place of the latest string, with its quotes. */
  textStart: number;
  textEnd: number;
}

/** Result of a scan. */
export interface JsonScan {
  /** The text, with U+FFFD for half surrogate pairs: they cannot be written as UTF-8. */
  readonly bytes: Buffer;
  readonly patches: JsonPatches;
  /** The list of alerts: the root, or the list `alerts` of the root object. Absent when there is none that ends. */
  readonly list?: Pick<ScannedList, 'start' | 'end' | 'parts'>;
}

/**
 * Scans a JSON text once before it is parsed, and bounds the memory that parsing it takes. `JSON.parse` has no limits,
 * and could return a value that cannot be written again. The scan does not check that the text is JSON; `JSON.parse` does.
 *
 * Each alert of the list is judged by itself, and so is each field of an alert and of what all alerts share. What is too
 * large is cut out by a {@link JsonPatches} and replaced by a mark. A list with very many alerts is divided into parts, each
 * of which can be parsed by itself.
 * @throws {PayloadError} when the root object has too many keys
 */
export function scanJson(bytes: Buffer, limits: JsonLimits = JSON_LIMITS): JsonScan {
  const list = new ScannedList(limits);
  const scan: Scan = {
    ...{ bytes, sent: bytes, limits, list, patches: new JsonPatches(), open: [], watch: new KeyWatch() },
    ...{ isUtf8: isUtf8(bytes), rootKey: undefined, previous: 0, textStart: 0, textEnd: 0 },
  };
  let at = 0;
  while (at < bytes.length) at = scanToken(scan, at);
  return { bytes: scan.bytes, patches: scan.patches, ...(list.end > 0 && { list }) };
}

/** Scans the token at `at`, and returns the start of the next one. */
function scanToken(scan: Scan, at: number): number {
  const byte = scan.bytes[at] ?? 0;
  if (byte <= 0x20) return at + 1;
  let next = at + 1;
  if (byte === QUOTE) next = scanString(scan, at);
  else if (isDigit(byte) || byte === MINUS) next = scanNumber(scan, at);
  else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) next = enter(scan, at, byte);
  else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) leave(scan, at);
  else if (byte === COLON) next = countKey(scan, at);
  else if (byte === COMMA) next = countElement(scan, at);
  // Where something was cut out, a string stands instead.
  scan.previous = next > at + 1 ? QUOTE : byte;
  return next;
}

function enter(scan: Scan, at: number, byte: number): number {
  const { bytes, open, limits, list, watch } = scan;
  if (open.length >= limits.depth) {
    const end = jsonValueEnd(bytes, at);
    scan.patches.add({ kind: 'cut-value', start: at, end, alert: list.alert });
    return end;
  }
  const isAlerts = byte === OPEN_ARRAY && list.depth === 0 && isPlaceOfAlerts(scan);
  open.push(byte === OPEN_ARRAY ? -1 : 0);
  watch.enter(byte === OPEN_OBJECT);
  if (isAlerts) {
    list.begin(at, open.length);
    return at + 1;
  }
  list.owner.used.containers += 1;
  return list.owner.used.containers <= list.owner.limits.containers ? at + 1 : cutOut(scan);
}

function isPlaceOfAlerts({ open, previous, rootKey }: Scan): boolean {
  return open.length === 0 || (open.length === 1 && previous === COLON && rootKey === 'alerts');
}

function leave({ open, watch, list }: Scan, at: number): void {
  if (list.isAt(open.length)) list.close(at);
  open.pop();
  watch.leave();
}

function countElement(scan: Scan, at: number): number {
  const { open, list } = scan;
  if (open.at(-1) !== -1) return at + 1;
  if (list.isAt(open.length)) {
    list.next(at);
    return at + 1;
  }
  list.owner.used.elements += 1;
  return list.owner.used.elements <= list.owner.limits.elements ? at + 1 : cutOut(scan);
}

function countKey(scan: Scan, at: number): number {
  const { open, limits, list } = scan;
  const depth = open.length;
  const before = open[depth - 1] ?? -1;
  if (before < 0) return at + 1;
  open[depth - 1] = before + 1;
  const { owner } = list;
  owner.used.keys += 1;
  const isField = depth === owner.depth;
  const isTooMany = before + 1 > limits.keysPerObject || (!isField && owner.used.keys > owner.limits.keys);
  if (isTooMany) return cutOut(scan);
  if (isField) owner.beginField(at + 1);
  if (scan.previous === QUOTE) watchKey(scan);
  return at + 1;
}

/** Cuts out the field in which a limit is exceeded, or the whole alert. Returns the place behind it. */
function cutOut({ bytes, open, watch, list, patches, limits }: Scan): number {
  const { owner, alert } = list;
  const { start, depth } = owner.giveUp(open.length);
  if (start < 0)
    throw payloadError(`the JSON has more than ${limits.keysPerObject} keys at its root; send fewer of them`);
  while (open.length > depth) {
    open.pop();
    watch.leave();
  }
  const end = jsonValueEnd(bytes, start);
  patches.removeFrom(start);
  patches.add({ kind: 'cut-value', start, end, alert });
  return end;
}

function watchKey(scan: Scan): void {
  const { bytes, textStart: start, textEnd: end, patches, list, open } = scan;
  const key = stringIn(bytes, start, end);
  if (open.length === 1) scan.rootKey = key;
  if (key === undefined || !scan.watch.isRepeated(key.slice(0, scan.limits.stringBytes))) return;
  // The new name stands for the whole string, so nothing within it is replaced as well.
  patches.removeFrom(start);
  patches.add({ kind: 'rename', start, end, alert: list.alert, depth: open.length });
}

function scanString(scan: Scan, start: number): number {
  const { limits, list, patches } = scan;
  let at = start + 1;
  while (at < scan.bytes.length && scan.bytes[at] !== QUOTE) at = nextUnit(scan, at);
  const end = Math.min(at, scan.bytes.length);
  const { alert } = list;
  if (!scan.isUtf8 && !isUtf8(scan.bytes.subarray(start, end)))
    patches.add({ kind: 'mend', start, end: start, alert });
  if (end - start - 1 > limits.stringBytes)
    patches.add({ kind: 'cut-text', start: cutIn(scan, start + 1), end, alert });
  scan.textStart = start;
  scan.textEnd = end + 1;
  return end + 1;
}

function nextUnit(scan: Scan, at: number): number {
  return scan.bytes[at] === BACKSLASH ? scanEscape(scan, at) : at + 1;
}

/** The place where a string that is too long is cut: neither within an escape nor within a character. */
function cutIn(scan: Scan, start: number): number {
  let [cut, at] = [start, start];
  while (at - start <= scan.limits.stringBytes) {
    if (!isContinuation(scan.bytes[at] ?? 0)) cut = at;
    at = nextUnit(scan, at);
  }
  return cut;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function scanEscape(scan: Scan, at: number): number {
  if (scan.bytes[at + 1] !== LETTER_U) return at + 2;
  const unit = codeUnit(scan.bytes, at);
  if (unit < 0) return at + 2;
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  const low = codeUnit(scan.bytes, at + 6);
  if (unit <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) return at + 12;
  if (scan.bytes === scan.sent) scan.bytes = Buffer.from(scan.sent);
  HALF_PAIR.copy(scan.bytes, at);
  return at + 6;
}

/** Returns the code unit that is escaped as `\uXXXX` at this place; -1 when there is none. */
function codeUnit(bytes: Buffer, at: number): number {
  const text = bytes.toString('latin1', at, at + 6);
  return /^\\u[0-9a-f]{4}$/i.test(text) ? Number.parseInt(text.slice(2), 16) : -1;
}

function scanNumber(scan: Scan, start: number): number {
  const { bytes, list, patches } = scan;
  let end = start + 1;
  while (end < bytes.length && isOfNumber(bytes[end] ?? 0)) end += 1;
  if (!isValue(scan)) return end;
  const text = bytes.toString('latin1', start, end);
  if (!NUMBER.test(text)) return end;
  const { alert } = list;
  if (end - start > MAX_NUMBER_BYTES) patches.add({ kind: 'cut-value', start, end, alert });
  else if (!isHeldByDouble(text)) patches.add({ kind: 'quote', start, end, alert });
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

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isOfNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2e || byte === 0x2b || byte === MINUS || byte === 0x65 || byte === 0x45;
}
