import type { IncomingMessage } from 'node:http';

/** A fault in how a request says to whom and how long it is. */
export interface FramingFault {
  readonly status: 400 | 501;
  readonly message: string;
}

/**
 * Finds what a proxy in front could understand differently than we do, and that Node lets through. Then somebody could
 * hide a second request in the body of the first.
 * @see https://www.rfc-editor.org/rfc/rfc9112 sections 3.2 and 6.1, read 2026-12
 */
export function framingFault({
  rawHeaders,
  headers,
  httpVersion,
}: IncomingMessage): FramingFault | undefined {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1) return { status: 400, message: 'more than one Host header' };
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  if (httpVersion === '1.0') return { status: 400, message: 'Transfer-Encoding needs HTTP/1.1' };
  if (coding.trim().toLowerCase() === 'chunked') return undefined;
  const remedy = 'compress with Content-Encoding instead';
  return { status: 501, message: `the only Transfer-Encoding is chunked; ${remedy}` };
}
