import type { IncomingMessage } from 'node:http';

/** Reads up to this many times the limit, so that a client that only writes gets to read its 413. */
const PATIENCE = 4;

/**
 * Reads the raw bytes of a request body. Undefined when it is larger than `maxBytes`. The connection must
 * then be closed after the answer, because the rest of the body may be unread.
 *
 * @throws when the client breaks the connection.
 */
export async function readBodyBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const piece: Buffer = chunk;
    bytes += piece.byteLength;
    if (bytes <= maxBytes) chunks.push(piece);
    else chunks.length = 0;
    if (bytes > maxBytes * PATIENCE) break;
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks);
}
