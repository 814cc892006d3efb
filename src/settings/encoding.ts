/** Encoding of a text file, and the length of its byte order mark. */
export interface Encoding {
  readonly name: 'UTF-8' | 'UTF-16';
  /** Bytes of the byte order mark; 0 without one. */
  readonly markBytes: number;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LOOKED_AT = 64;

/**
 * Finds the encoding of a text by its first bytes. UTF-16 without a byte order mark shows in its NULs: every
 * other byte of plain text. UTF-32 counts as UTF-16, since neither can be read.
 */
export function encodingOf(bytes: Buffer): Encoding {
  if (bytes.subarray(0, UTF8_MARK.length).equals(UTF8_MARK)) return { name: 'UTF-8', markBytes: 3 };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { name: 'UTF-16', markBytes: 2 };
  const isWide = bytes.subarray(0, LOOKED_AT).includes(0);
  return { name: isWide ? 'UTF-16' : 'UTF-8', markBytes: 0 };
}
