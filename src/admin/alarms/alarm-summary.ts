import { hash53 } from '../../outbox/events/hash.ts';
import { incidentNumOf } from '../../outbox/ledger/incident.ts';
import {
  type EpisodeSeries,
  isStale,
  type Series,
  shownStart,
  shownState,
  toldAtOf,
} from '../../outbox/ledger/series.ts';
import { uncoveredReason, uncoveredView } from '../../outbox/ledger/uncovered.ts';
import type { OutboxPolicy } from '../../outbox/policy.ts';
import type { OutboxView } from '../../outbox/state.ts';

/** Outbox that an alarm is summarized from. */
interface SummarizedView {
  readonly state: OutboxView;
  readonly policy: Pick<OutboxPolicy, 'configuration'>;
}

/** The summary of an alarm, for lists and for the top of its story. Times are epoch ms. */
export function alarmSummary(series: Series, { state, policy }: SummarizedView) {
  const { alarmId, name, level, source, fingerprint, lastSeenAt } = series;
  const incident = state.ledger.incidentOf(series);
  return {
    alarmId,
    name,
    level,
    state: shownState(series),
    source,
    fingerprint,
    startedAt: shownStart(series),
    endedAt: series.state === 'firing' ? null : series.endedAt,
    lastSeenAt,
    toldAt: toldAtOf(series) ?? null,
    coc: knownToCoc(series, state),
    stale: isStale(series),
    flaps: series.state === 'tombstone' ? 0 : (series.flaps ?? 0),
    incident: incident
      ? { key: incident.key, state: incident.state, number: incidentNumOf(incident) ?? null }
      : null,
    uncovered: uncoveredReason(series, uncoveredView(state.ledger, policy)) ?? null,
  };
}

export type AlarmSummary = ReturnType<typeof alarmSummary>;

/** A tombstone has no episode of which COC could have been told. */
const NOTHING_KNOWN: Partial<EpisodeSeries> = {};

/**
 * The knowledge of COC about an alarm. `knows`: COC has its current state. `held`: COC still shows it as firing, because
 * its recovery is held back. `waits`: its current state waits for delivery, or its end at an integration where it was before. `refused`: COC refused it. `unknown`: as far
 * as we know, COC was never told of it.
 */
export function knownToCoc(
  series: Series,
  { lanes }: OutboxView,
): 'knows' | 'held' | 'waits' | 'refused' | 'unknown' {
  const { refusedUnder, cocFires, lastAlarm, target } = series.state === 'tombstone' ? NOTHING_KNOWN : series;
  if (refusedUnder !== undefined) return 'refused';
  const toldAt = toldAtOf(series);
  const wasTold = toldAt !== undefined || cocFires === true;
  if (series.state === 'recovering' && wasTold) return 'held';
  const isOwed = target && series.unsent?.some(({ integration }) => integration !== target.integration);
  const onlyAgain = toldAt !== undefined && lastAlarm?.reassertion === true && !isOwed;
  if (lanes.holds(hash53(series.alarmId)) && !(series.state === 'firing' && onlyAgain)) return 'waits';
  return wasTold ? 'knows' : 'unknown';
}
