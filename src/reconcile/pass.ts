import {
  findingOf,
  type MissingWatch,
  reconcile,
  UNWATCHED,
  type Verdict,
} from '../outbox/decide/compare-with-source.ts';
import type { LedgerReader } from '../outbox/ledger/ledger.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { ActiveAlert, ActiveList } from '../sources/active-alerts.ts';
import { TimeSlices } from '../time/time-slices.ts';
import type { AskedSource } from './asked-source.ts';
import { type Findings, type RepairDeps, repairChanged, repairGone, repairMissed } from './repairs.ts';

/** Result of a pass, with what the next pass needs to know. */
export type PassResult =
  | { readonly kind: 'reconciled'; readonly watch: MissingWatch; readonly repaired: number }
  | { readonly kind: 'unreachable'; readonly watch: MissingWatch; readonly detail: string };

/**
 * Makes one pass: asks a source for its active alerts, and repairs the differences to our ledger. Nothing
 * changes when the source could not be asked.
 *
 * @throws {JournalError} when a repair can't be stored. The next pass finds the difference again.
 */
export async function reconcileOnce(
  source: AskedSource,
  { watch, signal }: { readonly watch: MissingWatch; readonly signal: AbortSignal },
  deps: RepairDeps,
): Promise<PassResult> {
  const askedAt = deps.clock.now();
  const list = await source.active.list(signal, (alert) => needsRepair(alert, { source, askedAt }, deps));
  if (list.kind === 'unreachable') return { ...list, watch: UNWATCHED };
  const verdict = await compare({ source, list, askedAt, watch }, deps.outbox.state.ledger);
  const findings: Findings = { source, list, askedAt, signal };
  let repaired = 0;
  for (const repairs of [
    () => repairMissed(verdict.missed, findings, deps),
    () => repairChanged(verdict.changed, findings, deps),
    () => repairGone(verdict.gone, findings, deps),
  ]) {
    const done = await repairs();
    if (typeof done !== 'number') return { ...done, watch: UNWATCHED };
    repaired += done;
  }
  return { kind: 'reconciled', watch: verdict.watch, repaired };
}

/**
 * Predicts the need for a repair that takes all fields of this alert. An alert that changes meanwhile is left to the
 * next pass.
 */
function needsRepair(
  alert: ActiveAlert,
  { source: { active, policy }, askedAt }: Pick<Findings, 'source' | 'askedAt'>,
  { outbox }: RepairDeps,
): boolean {
  const finding = findingOf(alert, { askedAt, policy, ledger: outbox.state.ledger });
  return finding === 'missed' || (finding === 'changed' && active.levelsMove);
}

/** The series of a source that fire according to our ledger. */
export function* firingAt(ledger: LedgerReader, source: string): IterableIterator<Series> {
  for (const part of ledger.parts())
    for (const series of part) if (series.source === source && series.state === 'firing') yield series;
}

interface Compared {
  readonly source: AskedSource;
  readonly list: ActiveList;
  readonly askedAt: number;
  readonly watch: MissingWatch;
}

async function compare(
  { source, list, askedAt, watch }: Compared,
  ledger: LedgerReader,
): Promise<Verdict<ActiveAlert>> {
  const { active, name, policy } = source;
  const slices = new TimeSlices();
  const answer = { ...list, askedAt, covers: active.covers.bind(active) };
  const work = reconcile({ answer, watch, policy, ledger, firing: firingAt(ledger, name) });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (slices.over) await slices.pause();
  }
}
