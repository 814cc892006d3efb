import { isUtf8 } from 'node:buffer';
import type { Json } from '../alerts/alert.ts';
import { withoutUserinfo } from '../alerts/without-userinfo.ts';
import { type JsonPatch, scanJson } from './json-scan.ts';
import { payloadError } from './payload-error.ts';
import { type RepeatedKey, repeatedKeyReason } from './repeated-keys.ts';

const UTF_8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_BOMS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/** A parsed body, and the keys that objects in it have more than once. */
export interface AlertsJson {
  readonly value: Json;
  readonly repeatedKeys: readonly RepeatedKey[];
}

/**
 * Parses a webhook body as {@link decodeJson} does, whatever its Content-Type is.
 * @throws {PayloadError} when the body is not UTF-8, not JSON, exceeds a limit of {@link scanJson}, or an object in it
 * has a key twice
 */
export function parseJsonBody(body: Buffer): Json {
  const { value, repeatedKeys } = readAlertsJson(body);
  refuseRepeated(repeatedKeys);
  return value;
}

/**
 * Parses a webhook body whose list of alerts is judged alert by alert. The caller decides what becomes of repeated keys.
 * @throws {PayloadError} when the body is not UTF-8, not JSON, or exceeds a limit of {@link scanJson}
 */
export function readAlertsJson(body: Buffer): AlertsJson {
  try {
    return decode(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw payloadError(`the body is not JSON${placeOf(error)}; send one JSON document`);
  }
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
  const { value, repeatedKeys } = decode(body);
  refuseRepeated(repeatedKeys);
  return value;
}

/**
 * Refuses these repeated keys, if there are any. Readers differ in which of the values counts, so it is never guessed.
 * @throws {PayloadError} at the first one
 */
export function refuseRepeated(repeatedKeys: readonly RepeatedKey[]): void {
  const [first] = repeatedKeys;
  if (first) throw payloadError(repeatedKeyReason(first));
}

function decode(body: Buffer): AlertsJson {
  if (UTF_16_BOMS.some((bom) => startsWith(body, bom))) throw payloadError('the body is UTF-16; send UTF-8');
  const bytes = startsWith(body, UTF_8_BOM) ? body.subarray(UTF_8_BOM.length) : body;
  if (!isUtf8(bytes)) throw payloadError('the body is not UTF-8; send JSON in UTF-8, not compressed');
  const { patches, repeatedKeys } = scanJson(bytes);
  const text = patched(bytes, patches).toString('utf8');
  if (text.trim() === '') throw payloadError('the body is empty; send JSON');
  return { value: JSON.parse(withoutUserinfo(text)), repeatedKeys };
}

function startsWith(body: Buffer, bom: Buffer): boolean {
  return body.subarray(0, bom.length).equals(bom);
}

function patched(bytes: Buffer, patches: readonly JsonPatch[]): Buffer {
  if (patches.length === 0) return bytes;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, text } of patches) {
    pieces.push(bytes.subarray(at, start), Buffer.from(text));
    at = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(at)]);
}

/** Tells where the parser stopped. Its full message is not used, because it quotes the body. */
function placeOf(cause: SyntaxError): string {
  const position = /at position (\d+)/.exec(cause.message)?.[1];
  return position === undefined ? '' : ` (at character ${position})`;
}
