import { crc32 } from 'node:zlib';

/**
 * Encodes one line of a journal file: `crc length json\n`. The checksum is the CRC-32 of the JSON in 8 hex
 * digits; the length is the size of the JSON in bytes. JSON holds no raw line feed, so after damage a reader
 * continues at the next line feed.
 */
export function encodeFrame(json: string): Buffer {
  const size = frameSize(json);
  const bytes = Buffer.allocUnsafe(size.bytes);
  writeFrame(bytes, 0, { json, size });
  return bytes;
}

/** The size of a frame. */
export interface FrameSize {
  /** Size of the whole frame. */
  readonly bytes: number;
  /** Size of its JSON. */
  readonly bodyBytes: number;
}

/** Computes the size of the frame of a text. */
export function frameSize(json: string): FrameSize {
  const bodyBytes = Buffer.byteLength(json);
  return { bytes: CRC_DIGITS + ` ${bodyBytes} `.length + bodyBytes + 1, bodyBytes };
}

/** Writes a frame at `offset` and returns the offset of its end. */
export function writeFrame(
  into: Buffer,
  offset: number,
  { json, size }: { readonly json: string; readonly size: FrameSize },
): number {
  const end = offset + size.bytes;
  const start = end - 1 - size.bodyBytes;
  into.write(json, start);
  into[end - 1] = LINE_FEED_BYTE;
  const crc = crc32(into.subarray(start, end - 1));
  into.write(`${crc.toString(16).padStart(CRC_DIGITS, '0')} ${size.bodyBytes} `, offset, 'latin1');
  return end;
}

/** The result of reading at one offset of a file. */
export type Framed =
  | { readonly kind: 'frame'; readonly json: string; readonly end: number }
  /** The bytes end before the frame does: either more of the file must be read, or the file ends here. */
  | { readonly kind: 'short'; readonly bytesNeeded: number }
  | { readonly kind: 'damaged' };

const LINE_FEED_BYTE = 0x0a;
const CRC_DIGITS = 8;
/** `crc`, two spaces, and a length of up to ten digits. */
const MAX_HEAD = CRC_DIGITS + 12;
const HEAD = /^([0-9a-f]{8}) (\d{1,10}) /;

/** Reads the frame that begins at `offset`. */
export function decodeFrame(bytes: Buffer, offset: number): Framed {
  const head = HEAD.exec(bytes.toString('latin1', offset, offset + MAX_HEAD));
  if (!head)
    return bytes.length - offset < MAX_HEAD ? { kind: 'short', bytesNeeded: MAX_HEAD } : { kind: 'damaged' };
  const [prefix, crc = '', length] = head;
  const start = offset + prefix.length;
  const end = start + Number(length);
  if (end + 1 > bytes.length) return { kind: 'short', bytesNeeded: end + 1 - offset };
  const body = bytes.subarray(start, end);
  if (bytes[end] !== LINE_FEED_BYTE || crc32(body) !== Number.parseInt(crc, 16)) return { kind: 'damaged' };
  return { kind: 'frame', json: body.toString(), end: end + 1 };
}

/** The content of a whole file. */
export interface Scan {
  readonly frames: readonly { readonly json: string; readonly offset: number }[];
  /** Ranges of bytes that are no frames, with a frame somewhere after them. */
  readonly damaged: readonly { readonly start: number; readonly end: number }[];
  /** The end of the last good frame. Anything after it is a write that never finished. */
  readonly end: number;
}

/** Reads every frame of a file. After damage it continues behind the next line feed that a frame follows. */
export function scanFrames(bytes: Buffer): Scan {
  const frames: { json: string; offset: number }[] = [];
  const damaged: { start: number; end: number }[] = [];
  let end = 0;
  let offset = 0;
  while (offset < bytes.length) {
    const framed = decodeFrame(bytes, offset);
    if (framed.kind === 'frame') {
      if (offset > end) damaged.push({ start: end, end: offset });
      frames.push({ json: framed.json, offset });
      end = framed.end;
      offset = framed.end;
      continue;
    }
    const lineFeed = bytes.indexOf(LINE_FEED_BYTE, offset);
    if (lineFeed < 0) break;
    offset = lineFeed + 1;
  }
  return { frames, damaged, end };
}
