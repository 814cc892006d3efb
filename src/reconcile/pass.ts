import type { SourceType } from '../alerts/alert.ts';
import {
  findingOf,
  type MissingWatch,
  type ReconcilePolicy,
  reconcile,
  UNWATCHED,
  type Verdict,
} from '../outbox/decide/compare-with-source.ts';
import type { LedgerReader } from '../outbox/ledger/ledger.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { ActiveAlert, ActiveAlerts, ActiveList } from '../sources/active-alerts.ts';
import { TimeSlices } from '../time/time-slices.ts';
import { type Findings, type RepairDeps, repairChanged, repairGone, repairMissed } from './repairs.ts';

/** One source that can be asked. */
export interface AskedSource {
  readonly name: string;
  readonly type: SourceType;
  readonly active: ActiveAlerts;
  readonly policy: ReconcilePolicy;
}

/** How a pass went, and what to remember for the next one. */
export type PassResult =
  | { readonly kind: 'reconciled'; readonly watch: MissingWatch; readonly repaired: number }
  | { readonly kind: 'unreachable'; readonly watch: MissingWatch; readonly detail: string };

/**
 * Asks one source what is active, and puts right what our ledger has otherwise. A source that could not be asked changes
 * nothing.
 *
 * @throws {JournalError} when a repair can't be stored: the next pass finds it again.
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

/** Whether repairing takes the alert whole, by what we know now. One that changes its mind meanwhile is for the next pass. */
function needsRepair(
  alert: ActiveAlert,
  { source: { active, policy }, askedAt }: Pick<Findings, 'source' | 'askedAt'>,
  { outbox }: RepairDeps,
): boolean {
  const finding = findingOf(alert, { askedAt, policy, ledger: outbox.state.ledger });
  return finding === 'missed' || (finding === 'changed' && active.levelsMove);
}

/** The series of a source that fire, by our ledger. */
export function* firingAt(ledger: LedgerReader, source: string): IterableIterator<Series> {
  for (const part of ledger.parts()) {
    for (const series of part) if (series.source === source && series.state === 'firing') yield series;
  }
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
