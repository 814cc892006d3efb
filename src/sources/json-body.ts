import { isUtf8 } from 'node:buffer';
import type { Json } from '../alerts/alert.ts';
import { withoutUserinfo } from '../alerts/without-userinfo.ts';
import { type JsonPatch, scanJson } from './json-scan.ts';
import { payloadError } from './payload-error.ts';

const UTF_8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_BOMS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/**
 * Parses a webhook body as {@link decodeJson} does, whatever its Content-Type is.
 * @throws {PayloadError} when the body is not UTF-8, not JSON, or exceeds a limit of {@link scanJson}
 */
export function parseJsonBody(body: Buffer): Json {
  try {
    return decodeJson(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw payloadError(`the body is not JSON${placeOf(error)}; send one JSON document`);
  }
}

/**
 * Decodes bytes as JSON. In the result every string is well-formed, and integers beyond 2^53 are strings with
 * all their digits. Of two equal keys the last one counts; `__proto__` is a key like others. A byte order mark
 * and surrounding blanks are accepted. User and password in URLs are left out, so that they are never stored.
 * @throws {PayloadError} when the bytes are not UTF-8, are blank, or exceed a limit of {@link scanJson}
 * @throws {SyntaxError} when the text is not JSON. Its message quotes the text.
 */
export function decodeJson(body: Buffer): Json {
  if (UTF_16_BOMS.some((bom) => startsWith(body, bom))) throw payloadError('the body is UTF-16; send UTF-8');
  const bytes = startsWith(body, UTF_8_BOM) ? body.subarray(UTF_8_BOM.length) : body;
  if (!isUtf8(bytes)) throw payloadError('the body is not UTF-8; send JSON in UTF-8, not compressed');
  const text = patched(bytes, scanJson(bytes)).toString('utf8');
  if (text.trim() === '') throw payloadError('the body is empty; send JSON');
  return JSON.parse(withoutUserinfo(text));
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
