import { crc32 } from 'node:zlib';
import {
  decodeFrame as originalDecode,
  scanFrames as originalScan,
} from '../../../../src/journals/file/disk/frame.ts';

export * from '../../../../src/journals/file/disk/frame.ts';

const HEAD = /^[0-9a-f]{8} (\d{1,10}) /;

/** The same lines, each with a checksum that fits its body. */
function withRightChecksums(bytes: Buffer): Buffer {
  const mended = Buffer.from(bytes);
  for (let at = 0; at < mended.length; at = mended.indexOf('\n', at) + 1 || mended.length) {
    const head = HEAD.exec(mended.toString('latin1', at, at + 20));
    if (!head) continue;
    const start = at + head[0].length;
    const sum = crc32(mended.subarray(start, start + Number(head[1])));
    mended.write(sum.toString(16).padStart(8, '0'), at, 'latin1');
  }
  return mended;
}

export const decodeFrame: typeof originalDecode = (bytes, offset) =>
  originalDecode(withRightChecksums(bytes), offset);

export const scanFrames: typeof originalScan = (bytes) => originalScan(withRightChecksums(bytes));
