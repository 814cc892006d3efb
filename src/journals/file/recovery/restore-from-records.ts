import { refOf } from '../segments/record-place.ts';
import { recordsOf } from '../segments/records-of.ts';
import { readSegment } from '../segments/segment-adapter.ts';
import { headerOf, type SegmentHeader } from '../segments/segment-header.ts';
import { newSummary } from '../segments/segment-summary.ts';
import { askSuccessor } from '../segments/successor.ts';
import { noteTaken, type Progress } from './recovery-progress.ts';
import { secureSegment } from './secure-segment.ts';

/** Restores a segment record by record. `next` is the number of its successor. */
export async function restoreFromRecords(
  progress: Progress,
  segment: number,
  next: number | undefined,
): Promise<void> {
  const { fs, layout, restore, live } = progress;
  const scan = await readSegment(fs, layout.segments, segment);
  if (!scan) return;
  const header = headerOf(scan);
  progress.damagedRecords += lostBefore(progress, segment, header);
  noteTaken(progress, (header?.firstSeq ?? 1) - 1);
  const summary = newSummary({
    ...{ segment, firstSeq: progress.lastSeq + 1, epoch: header?.epoch ?? 0 },
    continues: header?.continues?.segment,
  });
  const told = await askSuccessor(fs, [layout.segments], { segment, next });
  summary.bytes = Math.min(scan.end, told.end ?? scan.end);
  const secured = {
    ...{ segment, isSuspect: !told.isSealed },
    scan: { damaged: scan.damaged, end: summary.bytes },
  };
  const { damagedRecords, tornBytes, isUncut } = await secureSegment(progress, secured);
  if (isUncut) progress.abandoned = { segment, end: summary.bytes };
  progress.tornBytes += tornBytes;
  live.add(summary);
  let holes = 0;
  let unknown = 0;
  for (const { record, offset } of recordsOf(scan, () => unknown++)) {
    // Records behind the end that the successor names do not count: their numbers are used again there.
    // A record with numbers that are taken is a copy, such as a line that damage has doubled.
    if (offset >= summary.bytes || record.seq <= progress.lastSeq) continue;
    if (record.seq > progress.lastSeq + 1) holes += 1;
    progress.replayedRecords += 1;
    live.noteRecord(summary, record);
    restore({ kind: 'record', record, ref: refOf({ segment, offset }) });
    noteTaken(progress, summary.lastSeq);
  }
  // A record that can't be read leaves a hole in the numbers, and so does one that was removed.
  progress.damagedRecords += Math.max(damagedRecords + unknown, holes);
  progress.unindexed.push(summary);
}

/** Counts 1 when records at the end of the segment right before this one are missing. */
function lostBefore({ live, lastSeq }: Progress, segment: number, header: SegmentHeader | undefined): number {
  const before = live.all.at(-1);
  return before?.segment === segment - 1 && header && header.firstSeq > lastSeq + 1 ? 1 : 0;
}
