import type { IncomingMessage } from 'node:http';

/** A fault in how a request says to whom and how long it is, or who sent it. */
export interface FramingFault {
  readonly status: 400 | 501;
  readonly message: string;
}

/** Headers with one value. Node takes the first of several without a word, others take the last one. */
const SINGLE = ['authorization', 'content-encoding', 'content-length', 'content-type', 'proxy-authorization'];
/** A name or an address, and a port: what Host may be, without the rarer signs that no host has. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~%-]+)(?::\d{0,5})?$/i;
/** A target that names its host itself, as proxies get it. */
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/*([^/?#]*)/i;

/**
 * Finds what a proxy in front could understand differently than we do, and that Node lets through. Then somebody could
 * hide a second request in the body of the first, or be somebody else for the proxy than for us.
 * @see https://www.rfc-editor.org/rfc/rfc9112 sections 3.2 and 6.1, https://www.rfc-editor.org/rfc/rfc9110 sections 5.3
 * and 7.2, read 2026-12
 */
export function framingFault(request: IncomingMessage): FramingFault | undefined {
  return hostFault(request) ?? repeatedFault(request) ?? codingFault(request);
}

function hostFault({ rawHeaders, url = '' }: IncomingMessage): FramingFault | undefined {
  const hosts = valuesOf('host', rawHeaders);
  if (hosts.length > 1) return { status: 400, message: 'more than one Host header' };
  if (hosts.some((host) => !HOST.test(host))) return { status: 400, message: 'the Host header is no host' };
  const named = ABSOLUTE.exec(url)?.[1];
  if (named === undefined || named.toLowerCase() === hosts[0]?.toLowerCase()) return undefined;
  return { status: 400, message: 'the target and the Host header name different hosts' };
}

function repeatedFault({ rawHeaders }: IncomingMessage): FramingFault | undefined {
  const repeated = SINGLE.find((name) => new Set(valuesOf(name, rawHeaders)).size > 1);
  return repeated === undefined
    ? undefined
    : { status: 400, message: `the header ${repeated} is there more than once` };
}

function codingFault({ headers, httpVersion }: IncomingMessage): FramingFault | undefined {
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  if (httpVersion === '1.0') return { status: 400, message: 'Transfer-Encoding needs HTTP/1.1' };
  if (coding.toLowerCase() === 'chunked') return undefined;
  const remedy = 'compress with Content-Encoding instead';
  return { status: 501, message: `the only Transfer-Encoding is chunked; ${remedy}` };
}

/** All values of a header. `rawHeaders` has names and values in turn. */
function valuesOf(header: string, rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === header);
}
