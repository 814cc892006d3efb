import { messageOf } from '../../../errors.ts';
import { isDiskFull } from '../disk/disk-errors.ts';
import type { FileSystem } from '../disk/file-system.ts';
import type { Scan } from '../disk/frame.ts';
import { replaceFile } from '../disk/replace-file.ts';
import type { Layout } from '../layout.ts';
import type { RoomMaker } from '../room-maker.ts';
import { segmentFile } from '../segments/segment-names.ts';
import { keepEvidence } from './keep-evidence.ts';

/** A segment that was read, and what of it counts. */
interface Target {
  readonly segment: number;
  readonly scan: Pick<Scan, 'damaged' | 'end'>;
  /** True when the last bytes that count may not be on the disk. */
  readonly isSuspect: boolean;
  /** True when random bytes of the reserve follow its last record. */
  readonly inReserve: boolean;
}

/** The parts of a segment that could not be read. */
interface Losses {
  /** Damaged ranges with readable records behind them. */
  readonly damagedRecords: number;
  /** Bytes at the end, of a write that never finished. */
  readonly tornBytes: number;
  /** True when the file still holds bytes behind its end. Its successor must name the end. */
  readonly isUncut: boolean;
}

/**
 * Makes the readable part of a suspect segment durable before anything builds on it. A process that died
 * between a write and its sync, or after a failed sync, left bytes that can be read now and would be gone
 * after the next crash. Another sync would not help, since after a failed one the next one succeeds without
 * having written anything. So the bytes go to a new file of the same name. On a full disk they are written
 * once more at their place: a change that brings the same bytes harms none that were acknowledged.
 *
 * Everything else is kept as evidence: damage in the middle, and an unfinished write at the end.
 */
export async function secureSegment(
  parts: { readonly fs: FileSystem; readonly layout: Layout; readonly room: RoomMaker },
  { segment, scan, isSuspect, inReserve }: Target,
): Promise<Losses> {
  const { fs, layout } = parts;
  const { damaged, end } = scan;
  const name = segmentFile(segment);
  const path = `${layout.segments}/${name}`;
  const bytes = await fs.readFile(path);
  if (!bytes) return { damagedRecords: 0, tornBytes: 0, isUncut: false };
  const torn = end < bytes.length ? [{ start: end, end: bytes.length }] : [];
  for (const range of inReserve ? damaged : [...damaged, ...torn]) {
    await keepEvidence(parts, {
      name: `${segment}-${range.start}.bin`,
      bytes: bytes.subarray(range.start, range.end),
    });
  }
  const losses = { damagedRecords: damaged.length, tornBytes: inReserve ? 0 : bytes.length - end };
  if (!isSuspect) return { ...losses, isUncut: false };
  const counted = bytes.subarray(0, end);
  try {
    await replaceFile(fs, layout.segments, { name, bytes: counted });
    return { ...losses, isUncut: false };
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
  await rewriteInPlace(fs, path, counted);
  return { ...losses, isUncut: torn.length > 0 };
}

/** On a file system that writes everything to a new place, even this may find no room. */
async function rewriteInPlace(fs: FileSystem, path: string, bytes: Buffer): Promise<void> {
  try {
    await fs.rewrite(path, bytes);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    process.emitWarning(
      `the disk is full, so ${path} is used as it is; free some space: ${messageOf(error)}`,
    );
  }
}
