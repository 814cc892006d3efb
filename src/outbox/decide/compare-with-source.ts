import type { AlarmId, AlarmLevel } from '../../alerts/alert.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import type { Series } from '../ledger/series.ts';

/** One alert that a source lists as there now. */
export interface ListedAlert {
  readonly alarmId: AlarmId;
  /** Another id under which we may know it. */
  readonly alias?: AlarmId;
  readonly level: AlarmLevel;
  readonly startsAt?: number;
  readonly state: 'active' | 'suppressed' | 'undecided';
  /** Whether the source sends it to us. */
  readonly ours: boolean;
}

/** What a source answered. One that could not be asked has no answer, and nothing is decided. */
export interface SourceAnswer<L extends ListedAlert> {
  /** When it was asked, epoch ms: what we heard since is newer than the answer. */
  readonly askedAt: number;
  readonly alerts: readonly L[];
  /** False when a part of it could not be read. */
  readonly complete: boolean;
  /** When the source began to run; absent when it does not say. */
  readonly runningSince?: number;
  /** Whether the list would hold this alarm while it fires. */
  readonly covers: (alarmId: AlarmId) => boolean;
}

/** What the configuration says about the reconciliation with one source. Times in ms. */
export interface ReconcilePolicy {
  /** How long an alert must be missing, and how long nothing follows from missing ones after an interruption. */
  readonly graceMs: number;
  /** How old an alert must be before it counts as missed. */
  readonly missedAfterMs: number;
  /** Whether the alarm of a suppressed alert stays as it is, or counts as over. */
  readonly suppressed: 'keep' | 'resolve';
}

/** What a source's answers in a row have shown. In memory only: after our start the row begins anew. */
export interface PastAnswers {
  /** Since when the source ran at the last answer. */
  readonly runningSince?: number;
  /** The alarms that the last answer lacked, with the time of the first of the row that did. */
  readonly missing: ReadonlyMap<AlarmId, number>;
}

/** The pastAnswers at our start, and after a source could not be asked. */
export const NO_PAST_ANSWERS: PastAnswers = { missing: new Map() };

/** An open alarm whose alert is gone. */
export interface GoneAlarm {
  readonly series: Series;
  /** When it was missing first, epoch ms. */
  readonly missingSince: number;
}

/** What follows from an answer. */
export interface Differences<L extends ListedAlert> {
  readonly pastAnswers: PastAnswers;
  /** Listed, and we know of none that fires. */
  readonly missed: readonly L[];
  /** Listed with another level than the alarm has. */
  readonly changed: readonly L[];
  /** Missing for so long that they are over. */
  readonly gone: readonly GoneAlarm[];
}

/** What an answer is compared with. */
export interface Comparison<L extends ListedAlert> {
  readonly answer: SourceAnswer<L>;
  readonly pastAnswers: PastAnswers;
  readonly policy: ReconcilePolicy;
  readonly ledger: LedgerView;
  /** The series of the source that fire, by our ledger. */
  readonly firing: Iterable<Series>;
}

/** Comparisons between two places to pause at. */
const STEP = 128;

/**
 * Compares what a source says with what we know. Pure; it yields where the caller may let others work, as both sides may
 * hold tens of thousands. An alert counts as gone only when two answers at least the grace period apart lack it, and all
 * in between do; and not while the row of answers, which an unreachable or restarted source breaks, is younger than that.
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

/** What one listed alert is compared with. */
export interface AlertContext
  extends Pick<Comparison<ListedAlert>, 'ledger' | 'policy'>,
    Pick<SourceAnswer<ListedAlert>, 'askedAt'> {}

/** What follows from one listed alert, by itself. */
export function compareAlert(
  listed: ListedAlert,
  { askedAt, ledger, policy }: AlertContext,
): 'missed' | 'changed' | undefined {
  if (!listed.ours || listed.state !== 'active') return undefined;
  const { alarmId, alias, startsAt = Number.NEGATIVE_INFINITY } = listed;
  const known = ledger.series(alarmId);
  const other = alias === undefined ? undefined : ledger.series(alias);
  if ([known, other].some((series) => series && series.lastSeenAt > askedAt)) return undefined;
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
    if (present.has(alarmId) || !answer.covers(alarmId)) continue;
    const noted = before.get(alarmId);
    const missingSince = noted === undefined || lastSeenAt > noted ? askedAt : noted;
    missing.set(alarmId, missingSince);
    const inTwo = missingSince < askedAt;
    if (inTwo && askedAt - missingSince >= policy.graceMs) gone.push({ series, missingSince });
  }
  return { pastAnswers: { missing, ...(runningSince !== undefined && { runningSince }) }, gone };
}

/** It lost its memory in between. Where it does not say since when it runs, the grace period has to do. */
function hasRestarted(before: number | undefined, now: number | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}
