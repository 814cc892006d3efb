import { isUtf8 } from 'node:buffer';
import type { Json } from '../alerts/alert.ts';
import { withoutUserinfo } from '../alerts/without-userinfo.ts';
import { type AlertList, alertList } from './alert-list.ts';
import { stringIn } from './json-patches.ts';
import { type JsonScan, scanJson } from './json-scan.ts';
import { payloadError } from './payload-error.ts';
import { type RepeatedKey, refuseRepeated } from './repeated-keys.ts';

const UTF_8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_BOMS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/** A parsed body whose alerts are judged one by one. */
export interface AlertsJson {
  /** The document. In place of the list of alerts it has an empty list. */
  readonly value: Json;
  /** Keys that objects outside of the list have more than once. */
  readonly repeatedKeys: readonly RepeatedKey[];
  /** The root if it is a list, otherwise the list `alerts` of the root object; absent when there is none. */
  readonly alerts?: AlertList;
}

/**
 * Parses a webhook body as {@link decodeJson} does, whatever its Content-Type is. What is too large is cut as
 * {@link scanJson} says.
 * @throws {PayloadError} when the body is not UTF-8, not JSON, or an object in it has a key twice
 */
export function parseJsonBody(body: Buffer): Json {
  return asPayloadError(() => decoded(body).value, 'is not JSON');
}

/**
 * Parses a webhook body whose alerts are judged one by one. The caller decides what becomes of repeated keys. Bytes that
 * are not UTF-8 become U+FFFD in the alerts that have any, unless all of them have: then the sender uses another charset.
 * @throws {PayloadError} when the body is not JSON, or not UTF-8
 */
export function readAlertsJson(body: Buffer): AlertsJson {
  const bytes = encodedJson(body);
  if (isUtf8(bytes)) return asPayloadError(() => readScanned(scanned(bytes, 'with alerts')), 'is not JSON');
  const read = asPayloadError(() => readScanned(scanned(bytes, 'with alerts')), NOT_UTF_8);
  const head = read.alerts?.head;
  if (head?.alerts.every((_, i) => (head.flaws.get(i)?.mended ?? 0) > 0))
    throw payloadError(`the body ${NOT_UTF_8}`);
  return read;
}

/**
 * Decodes bytes as JSON. In the result every string is well-formed, and integers beyond 2^53 are strings with
 * all their digits. `__proto__` is a key like others. A byte order mark and surrounding blanks are accepted. User
 * and password in URLs are left out, so that they are never stored.
 * @throws {PayloadError} when the bytes are not UTF-8, are blank, exceed a limit of {@link scanJson}, or an object has a
 * key twice
 * @throws {SyntaxError} when the text is not JSON. Its message quotes the text.
 */
export function decodeJson(body: Buffer): Json {
  const { value, isCut } = decoded(body);
  if (isCut) throw payloadError('the JSON is nested deeper than 64 levels, or a value in it is too large');
  return value;
}

function decoded(body: Buffer): { readonly value: Json; readonly isCut: boolean } {
  const bytes = encodedJson(body);
  const scan = scanned(bytes, 'only');
  const value = parsed(scan.patches.applied(scan.bytes, 0, bytes.length), 0);
  refuseRepeated(repeatedIn(scan, 0, bytes.length));
  return { value, isCut: scan.patches.some((kind) => kind === 'cut-text' || kind === 'cut-value') };
}

/** Bytes of a JSON text, without a byte order mark. */
function encodedJson(body: Buffer): Buffer {
  if (UTF_16_BOMS.some((bom) => startsWith(body, bom))) throw payloadError('the body is UTF-16; send UTF-8');
  return startsWith(body, UTF_8_BOM) ? body.subarray(UTF_8_BOM.length) : body;
}

const NOT_UTF_8 = 'is not UTF-8; send JSON in UTF-8, not compressed';

/** A text that is not UTF-8 is only accepted where each alert is judged by itself. */
function scanned(bytes: Buffer, mode: 'only' | 'with alerts'): JsonScan {
  if (mode === 'only' && !isUtf8(bytes)) throw payloadError(`the body ${NOT_UTF_8}`);
  const scan = scanJson(bytes);
  if (!scan.list && !isUtf8(bytes)) throw payloadError(`the body ${NOT_UTF_8}`);
  if (!bytes.some((byte) => byte > 0x20)) throw payloadError('the body is empty; send JSON');
  return scan;
}

function readScanned(scan: JsonScan): AlertsJson {
  const { bytes, patches, list } = scan;
  const { length } = bytes;
  if (!list)
    return { value: parsed(patches.applied(bytes, 0, length), 0), repeatedKeys: repeatedIn(scan, 0, length) };
  const before = patches.applied(bytes, 0, list.start + 1);
  const value = parsed(Buffer.concat([before, patches.applied(bytes, list.end, length)]), 0);
  const repeatedKeys = [...repeatedIn(scan, 0, list.start), ...repeatedIn(scan, list.end, length)];
  return { value, repeatedKeys, alerts: alertList({ bytes, patches, list }, parsed) };
}

function repeatedIn({ bytes, patches }: JsonScan, from: number, to: number): readonly RepeatedKey[] {
  const found: RepeatedKey[] = [];
  for (const { kind, start, end, depth } of patches.within(from, to))
    if (kind === 'rename') found.push({ key: stringIn(bytes, start, end) ?? '', atRoot: depth === 1 });
  return found;
}

function startsWith(body: Buffer, bom: Buffer): boolean {
  return body.subarray(0, bom.length).equals(bom);
}

/** Parses a part of a body that starts at a place. The place of an error counts from the start of the body. */
function parsed(text: Buffer, at: number): Json {
  try {
    return JSON.parse(withoutUserinfo(text.toString('utf8')));
  } catch (error) {
    const place = /at position (\d+)/.exec(String(error))?.[1];
    throw place === undefined || at === 0 ? error : new SyntaxError(`at position ${at + Number(place)}`);
  }
}

/** Says that the body is not what it should be. The message of the parser is not used, because it quotes the body. */
function asPayloadError<T>(read: () => T, wrong: string): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    const place = position === undefined || wrong === NOT_UTF_8 ? '' : ` (at character ${position})`;
    throw payloadError(`the body ${wrong}${place}${wrong === NOT_UTF_8 ? '' : '; send one JSON document'}`);
  }
}
