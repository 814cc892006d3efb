import { crc32 } from 'node:zlib';

/**
 * One line of a journal file: `crc length json\n`. The checksum (CRC-32, 8 hex digits) covers the JSON, the length is its
 * bytes. JSON holds no raw line feed, so that after damage the next line feed is a place to go on from.
 */
export function encodeFrame(json: string): Buffer {
  const size = frameSize(json);
  const bytes = Buffer.allocUnsafe(size.bytes);
  writeFrame(bytes, 0, { json, size });
  return bytes;
}

/** How large the frame of a text is. */
export interface FrameSize {
  /** Of the whole frame. */
  readonly bytes: number;
  readonly bodyBytes: number;
}

/** The size of the frame that a text will have. */
export function frameSize(json: string): FrameSize {
  const bodyBytes = Buffer.byteLength(json);
  return { bytes: CRC_DIGITS + ` ${bodyBytes} `.length + bodyBytes + 1, bodyBytes };
}

/** Writes a frame to its place; answers where it ends. */
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

/** What stands at one place of a file. */
export type Framed =
  | { readonly kind: 'frame'; readonly json: string; readonly end: number }
  /** The bytes end before the frame does: more of the file is needed, or there is no more. */
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

/** What a whole file holds. */
export interface Scan {
  readonly frames: readonly { readonly json: string; readonly offset: number }[];
  /** Stretches that are no frames but have frames behind them. */
  readonly damaged: readonly { readonly start: number; readonly end: number }[];
  /** Where the last good frame ends; what comes after it is a write that never finished. */
  readonly end: number;
}

/** Reads every frame of a file: after damage it goes on behind the next line feed from which a frame can be read. */
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
