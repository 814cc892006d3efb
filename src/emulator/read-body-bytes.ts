import type { IncomingMessage } from 'node:http';

/** How many times the limit is read and thrown away, so that the client gets to read its 413. */
const PATIENCE = 4;

/**
 * Reads the raw bytes of a request body. Undefined when it is over `maxBytes`: the connection must then be closed
 * after the answer, since the rest of the body may not have been read.
 *
 * @throws when the client breaks off.
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
