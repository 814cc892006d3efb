import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { PayloadError } from '../errors.ts';

/** The result of inflating a body. */
export type Inflated = { readonly kind: 'body'; readonly body: Buffer } | { readonly kind: 'too-large' };

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** True for a body that is as it was sent. */
export function isPlain(encoding: string | undefined): boolean {
  return ['', 'identity'].includes(encodingName(encoding));
}

/**
 * Undoes the Content-Encoding of a body. Stops at the first byte over the limit.
 * @throws {PayloadError} when the encoding is not supported, or the body is not in this encoding
 */
export async function inflateBody(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Inflated> {
  const name = encodingName(encoding);
  if (isPlain(name)) return { kind: 'body', body };
  const decode = DECODERS.get(name);
  if (!decode)
    throw new PayloadError('unknown Content-Encoding; send the body plain, or as gzip, deflate or br');
  try {
    return { kind: 'body', body: await decode(body, { maxOutputLength: maxBytes }) };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' };
    throw new PayloadError(`the body is not ${name}, as its Content-Encoding says; send it plain`, { cause });
  }
}

function encodingName(encoding: string | undefined): string {
  return encoding?.trim().toLowerCase() ?? '';
}
