import type { AlarmId, AlarmLevel } from '../alerts/alert.ts';
import { idInAlerts } from '../outbox/ledger/former-names.ts';
import type { IdentityView } from '../outbox/ledger/ledger-view.ts';
import type { FiringSeries } from '../outbox/ledger/series.ts';
import { seriesInAlerts } from '../outbox/ledger/series-in-alerts.ts';

/** Alert that a source lists as present. */
export interface ListedAlert {
  readonly alarmId: AlarmId;
  /** Second id under which the ledger may know it. */
  readonly alias?: AlarmId;
  readonly level: AlarmLevel;
  readonly startsAt?: number;
  readonly state: 'active' | 'suppressed' | 'undecided';
  /** True when the source sends this alert to the agent. */
  readonly ours: boolean;
}

/** Answer of a source. A source that could not be asked has none, and nothing is decided. */
export interface SourceAnswer<L extends ListedAlert> {
  /** Time of the request, epoch ms. Alerts that arrived later are newer than the answer. */
  readonly askedAt: number;
  readonly alerts: readonly L[];
  /** False when a part of the answer could not be read. */
  readonly complete: boolean;
  /** Start of the source's process; absent when the source does not report it. */
  readonly runningSince?: number;
  /** True when the list would contain this alarm while it fires. */
  readonly covers: (alarmId: AlarmId) => boolean;
}

/** Settings of the reconciliation with one source. Times in ms. */
export interface ReconcilePolicy {
  /**
   * Time for which an alert must be missing before its alarm is resolved. After an interruption it starts
   * again.
   */
  readonly graceMs: number;
  /** Age at which a listed alert counts as missed. */
  readonly missedAfterMs: number;
  /** Handling of the alarm of a suppressed alert: keep it as it is, or resolve it. */
  readonly suppressed: 'keep' | 'resolve';
}

/**
 * Facts from a source's previous answers. Held in memory only: empty after a start, and again after
 * a request to the source fails.
 */
export interface PastAnswers {
  /** Start of the source's process, according to the last answer. */
  readonly runningSince?: number;
  /** Alarms that the last answer lacked, each with the time of the first answer in a row that lacked it. */
  readonly missing: ReadonlyMap<AlarmId, number>;
}

/** Summary at the start of the agent, and after a source could not be asked. */
export const NO_PAST_ANSWERS: PastAnswers = { missing: new Map() };

/** Open alarm whose alert no longer exists at the source. */
export interface GoneAlarm {
  readonly series: FiringSeries;
  /** Time of the first answer that lacked it, epoch ms. */
  readonly missingSince: number;
}

/** Differences between a source's answer and the ledger. */
export interface Differences<L extends ListedAlert> {
  readonly pastAnswers: PastAnswers;
  /** Listed alerts of which no alarm fires. */
  readonly missed: readonly L[];
  /** Listed alerts whose level differs from that of their alarm. */
  readonly changed: readonly L[];
  /** Alarms that were missing for the grace period. */
  readonly gone: readonly GoneAlarm[];
}

/** Input of a comparison. */
export interface Comparison<L extends ListedAlert> {
  readonly answer: SourceAnswer<L>;
  readonly pastAnswers: PastAnswers;
  readonly policy: ReconcilePolicy;
  readonly ledger: IdentityView;
  /** Series of this source that fire according to the ledger. */
  readonly firing: Iterable<FiringSeries>;
}

/** Number of comparisons between two pauses. */
const STEP = 128;

/**
 * Compares the answer of a source with the ledger. Pure. It yields where the caller may pause, because both
 * sides may hold tens of thousands of alerts.
 *
 * An alarm is gone when two answers at least the grace period apart lack its alert, and so do all answers in
 * between. An answer that fails, or a restart of the source, starts the count again.
 */
export function* compareWithSource<L extends ListedAlert>(
  comparison: Comparison<L>,
): Generator<void, Differences<L>> {
  const { answer, policy } = comparison;
  const present = new Set<AlarmId>();
  const missed: L[] = [];
  const changed: L[] = [];
  let steps = 0;
  for (const listed of answer.alerts) {
    if (++steps % STEP === 0) yield;
    if (listed.state !== 'suppressed' || policy.suppressed === 'keep') {
      present.add(listed.alarmId);
      if (listed.alias !== undefined) present.add(listed.alias);
    }
    const finding = compareAlert(listed, { askedAt: answer.askedAt, ...comparison });
    if (finding === 'missed') missed.push(listed);
    if (finding === 'changed') changed.push(listed);
  }
  const { pastAnswers, gone } = yield* missingAmong(present, comparison);
  return { pastAnswers, missed, changed, gone };
}

/** Input of the comparison of one alert. */
export interface AlertContext
  extends Pick<Comparison<ListedAlert>, 'ledger' | 'policy'>,
    Pick<SourceAnswer<ListedAlert>, 'askedAt'> {}

/** Compares one listed alert with the ledger. Returns undefined when nothing needs to be repaired. */
export function compareAlert(
  listed: ListedAlert,
  { askedAt, ledger, policy }: AlertContext,
): 'missed' | 'changed' | undefined {
  if (!listed.ours || listed.state !== 'active') return undefined;
  const { alarmId, alias, startsAt = Number.NEGATIVE_INFINITY } = listed;
  const about = seriesInAlerts(ledger, alarmId);
  const others = alias === undefined ? [] : seriesInAlerts(ledger, alias);
  if ([...about, ...others].some((series) => series.lastSeenAt > askedAt)) return undefined;
  const [[known], [other]] = [about, others];
  if (known?.state === 'firing') return known.level === listed.level ? undefined : 'changed';
  if (other?.state === 'firing') return undefined;
  return askedAt - startsAt >= policy.missedAfterMs ? 'missed' : undefined;
}

function* missingAmong<L extends ListedAlert>(
  present: ReadonlySet<AlarmId>,
  { answer, pastAnswers, policy, firing }: Comparison<L>,
): Generator<void, { readonly pastAnswers: PastAnswers; readonly gone: readonly GoneAlarm[] }> {
  const { askedAt, runningSince } = answer;
  const { missing: before } = hasRestarted(pastAnswers.runningSince, runningSince)
    ? NO_PAST_ANSWERS
    : pastAnswers;
  const missing = new Map<AlarmId, number>();
  const gone: GoneAlarm[] = [];
  let steps = 0;
  for (const series of answer.complete ? firing : []) {
    if (++steps % STEP === 0) yield;
    const { alarmId, lastSeenAt } = series;
    if (present.has(idInAlerts(series)) || !answer.covers(alarmId)) continue;
    const noted = before.get(alarmId);
    const missingSince = noted === undefined || lastSeenAt > noted ? askedAt : noted;
    missing.set(alarmId, missingSince);
    const inTwo = missingSince < askedAt;
    if (inTwo && askedAt - missingSince >= policy.graceMs) gone.push({ series, missingSince });
  }
  return { pastAnswers: { missing, ...(runningSince !== undefined && { runningSince }) }, gone };
}

/**
 * True when the source was restarted between two answers, and so lost its memory. When it does not report its
 * start, only the grace period protects.
 */
function hasRestarted(before: number | undefined, now: number | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}
