import type { SourceType } from '../alerts/alert.ts';
import { isOverdue, type ListeningPeriod, markStale } from '../outbox/decide/mark-stale.ts';
import type { LedgerReader } from '../outbox/ledger/ledger.ts';
import type { FiringSeries } from '../outbox/ledger/series.ts';
import { TimeSlices } from '../time/time-slices.ts';
import { firingAt } from './pass.ts';
import { batchesOf, type RepairDeps, resolveUnsent } from './repairs.ts';

/** A source that can't be asked, but repeats its firing alerts. */
export interface RepeatingSource {
  readonly name: string;
  readonly type: SourceType;
  readonly staleAfterMs: number;
  readonly stale: 'resolve' | 'mark';
}

/**
 * The last time that an alert was taken in according to the ledger, epoch ms; 0 when it is empty. Read it at
 * the start.
 */
export function lastHeardAt(ledger: LedgerReader): number {
  let last = 0;
  for (const { lastSeenAt } of ledger.everySeries()) last = Math.max(last, lastSeenAt);
  return last;
}

/** Resolves or marks the alarms that their source has not repeated for too long. @throws {JournalError} */
export async function sweepStale(
  source: RepeatingSource,
  listening: ListeningPeriod,
  deps: RepairDeps,
): Promise<void> {
  const { now } = listening;
  const overdue: FiringSeries[] = [];
  const slices = new TimeSlices();
  for (const series of firingAt(deps.outbox.state.ledger, source.name)) {
    if (isOverdue(series, source.staleAfterMs, listening)) overdue.push(series);
    if (slices.over) await slices.pause();
  }
  if (source.stale === 'resolve') {
    const unsent = overdue.map((series) => ({ series, because: 'stale', endsAt: now }) as const);
    await resolveUnsent('stale', unsent, { sourceType: source.type, foundAt: now }, deps);
    return;
  }
  for (const some of batchesOf(overdue))
    await deps.outbox.decide((view) => some.flatMap((series) => markStale(view, series)));
}
