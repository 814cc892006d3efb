import type { Inventory } from '../inventory.ts';
import { segmentFile } from '../segments/segment-names.ts';
import type { SegmentSummary } from '../segments/segment-summary.ts';

/** A hole names no more files than this. */
const MAX_FILES = 100;

/**
 * Reports the segments between others when the list of files is lost, by their numbers alone. History that was deleted
 * on purpose leaves such a hole too, which only the list could tell: better one report too many.
 */
export function noteUnlistedHoles(
  inventory: Inventory,
  present: readonly number[],
  { live, now }: { readonly live: readonly SegmentSummary[]; readonly now: number },
): void {
  if (!inventory.isLost) return;
  const summaries = new Map(live.map((summary) => [summary.segment, summary]));
  for (const [i, after] of present.entries()) {
    const before = present[i - 1];
    if (before === undefined) continue;
    const firstSeq = (summaries.get(before)?.lastSeq ?? 0) + 1;
    const lastSeq = Math.max(firstSeq, (summaries.get(after)?.firstSeq ?? 0) - 1);
    // The numbers are known for all of them together, so they count once.
    for (let segment = before + 1; segment < Math.min(after, before + 1 + MAX_FILES); segment++)
      inventory.note({
        ...{ kind: 'segment', file: segmentFile(segment), firstSeq, lastSeq, foundAt: now, isNew: true },
        ...(segment === before + 1 && summaries.has(before) && { events: lastSeq - firstSeq + 1 }),
      });
  }
}
