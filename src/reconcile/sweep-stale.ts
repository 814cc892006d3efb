import type { SourceType } from '../alerts/alert.ts';
import { type Hearable, isOverdue, markStale } from '../outbox/decide/mark-stale.ts';
import type { FiringSeries } from '../outbox/ledger/series.ts';
import { TimeSlices } from '../time/time-slices.ts';
import { firingAt } from './pass.ts';
import { batchesOf, type RepairDeps, resolveUnsent } from './repairs.ts';
import { silenceOf } from './silence-of.ts';

/** A source that is not asked, so that only silence tells that an alert has ended without a message. */
export interface RepeatingSource {
  readonly name: string;
  readonly type: SourceType;
  readonly staleAfterMs: number;
  readonly stale: 'resolve' | 'mark';
}

/**
 * Resolves or marks the alarms of which their source has said nothing for too long, in time in which it could be heard.
 * Nothing is concluded while a heartbeat of the source is missing, and the wait begins again when it is heard again.
 *
 * @throws {JournalError}
 */
export async function sweepStale(
  source: RepeatingSource,
  hearable: Hearable,
  deps: RepairDeps,
): Promise<void> {
  const { now } = hearable;
  const { ledger } = deps.outbox.state;
  const { isSilent, heardAgainAt } = silenceOf(ledger, source.name);
  if (isSilent) return;
  const overdue: FiringSeries[] = [];
  const slices = new TimeSlices();
  for (const series of firingAt(ledger, source)) {
    const heard = series.lastSeenAt >= heardAgainAt ? series : { ...series, lastSeenAt: heardAgainAt };
    if (isOverdue(heard, source.staleAfterMs, hearable)) overdue.push(series);
    if (slices.over) await slices.pause();
  }
  if (source.stale === 'resolve') {
    const assumed = `${source.name} has said nothing about it for ${daysOrHours(source.staleAfterMs)} (staleAfter); it fires again here when ${source.name} sends it again`;
    const unsent = overdue.map((series) => ({ series, because: 'stale', endsAt: now, assumed }) as const);
    await resolveUnsent('stale', unsent, { sourceType: source.type, foundAt: now }, deps);
    return;
  }
  for (const some of batchesOf(overdue))
    await deps.outbox.decide((view) => some.flatMap((series) => markStale(view, series)));
}

/** A duration in words, in the largest unit of which it is a whole number. */
function daysOrHours(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, unitMs] = units.find(([, each]) => ms % each === 0) ?? ['second', 1_000];
  const count = ms / unitMs;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
