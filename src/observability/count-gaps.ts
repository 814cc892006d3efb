import type { Gap } from '../outbox/ports/gap.ts';
import type { Metrics } from './metrics.ts';

/** Counts what a start has found missing, and at most so many entries as lost with it. */
export function countGaps(
  metrics: Pick<Metrics, 'missingFiles' | 'entriesLost'>,
  gaps: readonly Gap[],
): void {
  for (const { kind, events = 0, isNew } of gaps) {
    if (!isNew) continue;
    metrics.missingFiles.inc({ kind });
    metrics.entriesLost.inc(events);
  }
}
