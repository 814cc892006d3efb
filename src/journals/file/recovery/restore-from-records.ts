import { refOf } from '../segments/record-place.ts';
import { lastSeqOf } from '../segments/record-places.ts';
import { recordsOf } from '../segments/records-of.ts';
import { readSegment } from '../segments/segment-adapter.ts';
import { headerOf } from '../segments/segment-header.ts';
import { segmentFile } from '../segments/segment-names.ts';
import { newSummary } from '../segments/segment-summary.ts';
import { askSuccessor } from '../segments/successor.ts';
import { MissingNumbers } from './missing-numbers.ts';
import { noteTaken, type Progress } from './recovery-progress.ts';
import { secureSegment } from './secure-segment.ts';

/**
 * Restores a segment record by record. `next` is the number of its successor.
 *
 * The records are taken in the order of their numbers, wherever their lines are: damage may have swapped or copied
 * some. Numbers that no record has are reported.
 */
export async function restoreFromRecords(
  progress: Progress,
  segment: number,
  next: number | undefined,
): Promise<void> {
  const { fs, layout, restore, live } = progress;
  const scan = await readSegment(fs, layout.segments, segment);
  if (!scan) return;
  const found = headerOf(scan);
  // The header of another segment may have been copied here.
  const header = found?.segment === segment ? found : undefined;
  const before = live.all.at(-1);
  const listed = progress.inventory.segment(segment);
  const firstSeq = header?.firstSeq ?? listed?.firstSeq;
  noteTaken(progress, (firstSeq ?? 1) - 1);
  const summary = newSummary({
    ...{ segment, firstSeq: progress.lastSeq + 1, epoch: header?.epoch ?? 0 },
    continues: header?.continues?.segment,
  });
  const told = await askSuccessor(fs, [layout.segments], { segment, next });
  summary.bytes = Math.min(scan.end, told.end ?? scan.end);
  const secured = {
    ...{ segment, isSuspect: !told.isSealed, inReserve: header?.inReserve ?? false },
    scan: { damaged: scan.damaged, end: summary.bytes },
  };
  const { damagedRecords, tornBytes, isUncut } = await secureSegment(progress, secured);
  if (isUncut) progress.abandoned = { segment, end: summary.bytes };
  progress.tornBytes += tornBytes;
  live.add(summary);
  const missing = new MissingNumbers();
  let unknown = 0;
  // Otherwise nothing tells where a segment behind missing ones begins.
  let isKnown = firstSeq !== undefined || before?.segment === segment - 1;
  for (const { record, offset } of recordsOf(scan, () => unknown++)) {
    // Records behind the end that the successor names do not count: their numbers are used again there. A record
    // with numbers that are taken is a copy, such as a line that damage has doubled.
    if (lastSeqOf(record) > told.lastSeq || record.seq <= progress.lastSeq) continue;
    if (isKnown) missing.between(progress.lastSeq, record.seq);
    isKnown = true;
    progress.replayedRecords += 1;
    live.noteRecord(summary, record);
    restore({ kind: 'record', record, ref: refOf({ segment, offset }) });
    noteTaken(progress, summary.lastSeq);
  }
  // The numbers behind it may be those of a segment that is missing as a whole, unless its own end is known.
  const lastSeq = listed?.lastSeq ?? (next === segment + 1 ? told.lastSeq : 0);
  missing.between(progress.lastSeq, lastSeq + 1);
  // A record that can't be read leaves a hole in the numbers, and so does one that was removed.
  progress.damagedRecords += Math.max(damagedRecords + unknown, missing.holes);
  const gap = missing.gap(segmentFile(segment), progress.now);
  if (gap) progress.inventory.note(gap);
  progress.unindexed.push(summary);
}
