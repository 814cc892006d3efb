import type { FileSystem } from '../disk/file-system.ts';
import type { Scan } from '../disk/frame.ts';
import { replaceFile } from '../disk/replace-file.ts';
import type { Layout } from '../layout.ts';
import { segmentFile } from '../segments/segment-names.ts';
import { keepEvidence } from './keep-evidence.ts';

/** The parts of a segment that could not be read. */
interface Losses {
  /** Damaged ranges with readable records behind them. */
  readonly damagedRecords: number;
  /** Bytes at the end, of a write that never finished. */
  readonly tornBytes: number;
}

/**
 * Makes the readable part of a segment durable before anything builds on it. A process that died between a
 * write and its sync, or after a failed sync, left bytes that can be read now and would be gone after the
 * next crash. Another sync would not help, since after a failed one the next one succeeds without having
 * written anything. So the bytes go to a new file of the same name.
 *
 * Everything else is kept as evidence: damage in the middle, and an unfinished write at the end.
 */
export async function secureSegment(
  fs: FileSystem,
  layout: Layout,
  { segment, scan }: { readonly segment: number; readonly scan: Pick<Scan, 'damaged' | 'end'> },
): Promise<Losses> {
  const { damaged, end } = scan;
  const name = segmentFile(segment);
  const bytes = await fs.readFile(`${layout.segments}/${name}`);
  if (!bytes) return { damagedRecords: 0, tornBytes: 0 };
  const torn = end < bytes.length ? [{ start: end, end: bytes.length }] : [];
  for (const range of [...damaged, ...torn]) {
    await keepEvidence(fs, layout, {
      name: `${segment}-${range.start}.bin`,
      bytes: bytes.subarray(range.start, range.end),
    });
  }
  await replaceFile(fs, layout.segments, { name, bytes: bytes.subarray(0, end) });
  return { damagedRecords: damaged.length, tornBytes: bytes.length - end };
}
