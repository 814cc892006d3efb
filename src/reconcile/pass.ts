import { typeOfAlarmId } from '../alerts/alarm-id.ts';
import type { SourceType } from '../alerts/alert.ts';
import type { LedgerReader } from '../outbox/ledger/ledger.ts';
import type { FiringSeries } from '../outbox/ledger/series.ts';
import type { ActiveAlert, ActiveList } from '../sources/active-alerts.ts';
import { TimeSlices } from '../time/time-slices.ts';
import type { AskedSource } from './asked-source.ts';
import {
  compareAlert,
  compareWithSource,
  type Differences,
  NO_PAST_ANSWERS,
  type PastAnswers,
} from './compare-with-source.ts';
import { type Findings, type RepairDeps, repairChanged, repairGone, repairMissed } from './repairs.ts';

/** Result of a pass, with what the next pass needs to know. */
export type PassResult =
  | { readonly kind: 'reconciled'; readonly pastAnswers: PastAnswers; readonly repaired: number }
  | { readonly kind: 'unreachable'; readonly pastAnswers: PastAnswers; readonly detail: string };

/**
 * Makes one pass: asks a source for its active alerts, and repairs the differences to our ledger. Nothing
 * changes when the source could not be asked.
 *
 * @throws {JournalError} when a repair can't be stored. The next pass finds the difference again.
 */
export async function reconcileOnce(
  source: AskedSource,
  { pastAnswers, signal }: { readonly pastAnswers: PastAnswers; readonly signal: AbortSignal },
  deps: RepairDeps,
): Promise<PassResult> {
  const askedAt = deps.clock.now();
  const list = await source.active.list(signal, (alert) => needsRepair(alert, { source, askedAt }, deps));
  if (list.kind === 'unreachable') return { ...list, pastAnswers: NO_PAST_ANSWERS };
  const differences = await compare({ source, list, askedAt, pastAnswers }, deps.outbox.state.ledger);
  const findings: Findings = { source, list, askedAt, signal };
  let repaired = 0;
  for (const repairs of [
    () => repairMissed(differences.missed, findings, deps),
    () => repairChanged(differences.changed, findings, deps),
    () => repairGone(differences.gone, findings, deps),
  ]) {
    const done = await repairs();
    if (typeof done !== 'number') return { ...done, pastAnswers: NO_PAST_ANSWERS };
    repaired += done;
  }
  return { kind: 'reconciled', pastAnswers: differences.pastAnswers, repaired };
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
  const finding = compareAlert(alert, { askedAt, policy, ledger: outbox.state.ledger });
  return finding === 'missed' || (finding === 'changed' && active.levelsMove);
}

/**
 * The series of a source that fire according to our ledger. Nothing that a source of one type says tells about those that it
 * opened while it was of another type.
 */
export function* firingAt(
  ledger: LedgerReader,
  { name, type }: Pick<AskedSource, 'name' | 'type'>,
): IterableIterator<FiringSeries> {
  for (const part of ledger.parts())
    for (const series of part)
      if (series.source === name && series.state === 'firing' && isOfType(series, type)) yield series;
}

function isOfType({ alarmId }: FiringSeries, type: SourceType): boolean {
  return (typeOfAlarmId(alarmId) ?? type) === type;
}

interface Compared {
  readonly source: AskedSource;
  readonly list: ActiveList;
  readonly askedAt: number;
  readonly pastAnswers: PastAnswers;
}

async function compare(
  { source, list, askedAt, pastAnswers }: Compared,
  ledger: LedgerReader,
): Promise<Differences<ActiveAlert>> {
  const { active, policy } = source;
  const slices = new TimeSlices();
  const answer = { ...list, askedAt, covers: active.covers.bind(active) };
  const work = compareWithSource({ answer, pastAnswers, policy, ledger, firing: firingAt(ledger, source) });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (slices.over) await slices.pause();
  }
}
