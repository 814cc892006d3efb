import type { AgentView } from '../../observability/agent-view.ts';
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
import type { OutboxView } from '../../outbox/state.ts';
import { TimeSlices } from '../../time/time-slices.ts';
import {
  type AlarmFilter,
  type AlarmQuery,
  compareInList,
  cursorOf,
  matchesAlarmFilter,
  type Place,
} from './alarm-query.ts';

/** Reads a page of the alarms in the ledger. */
export type AlarmLister = (query: AlarmQuery) => Promise<{
  /** The number of alarms on all pages. */
  readonly total: number;
  readonly alarms: readonly AlarmSummary[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}>;

/** An alarm in a list. */
export type AlarmSummary = ReturnType<typeof alarmSummary>;

/**
 * Creates the reader of pages, with the alarms that began last first. It reads one page at a time and in slices, so that
 * webhooks never wait long, however many requests and alarms there are.
 */
export function alarmLister({ outbox }: Pick<AgentView, 'outbox'>): AlarmLister {
  let last: Promise<unknown> = Promise.resolve();
  return (query) => {
    const page = last.then(() => readPage(outbox.state, query));
    last = page.catch(() => undefined);
    return page;
  };
}

async function readPage(state: OutboxView, { filter, limit, after }: AlarmQuery) {
  const page = new FirstOf(limit + 1);
  let total = 0;
  await forEachMatching(state, filter, (series) => {
    total += 1;
    const listed = { startedAt: shownStart(series), alarmId: series.alarmId, series };
    if (!after || compareInList(after, listed) < 0) page.offer(listed);
  });
  const found = page.items.slice(0, limit);
  const end = found.at(-1);
  const next = end && page.items.length > limit ? cursorOf(end) : null;
  return { total, alarms: found.map(({ series }) => alarmSummary(series, state)), next };
}

async function forEachMatching(
  { ledger }: OutboxView,
  filter: AlarmFilter,
  visit: (series: Series) => void,
): Promise<void> {
  const slices = new TimeSlices();
  for (const part of ledger.parts()) {
    for (const series of part) {
      if (matchesAlarmFilter(series, filter)) visit(series);
      if (slices.over) await slices.pause();
    }
  }
}

/** Series with its place in the list. */
interface Listed extends Place {
  readonly series: Series;
}

/** Keeps the first series of those offered, in the order of the list. */
class FirstOf {
  readonly items: Listed[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(listed: Listed): void {
    const last = this.items.at(-1);
    if (last && this.items.length >= this.#limit && compareInList(last, listed) < 0) return;
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.items[middle];
      if (other && compareInList(other, listed) < 0) low = middle + 1;
      else high = middle;
    }
    this.items.splice(low, 0, listed);
    if (this.items.length > this.#limit) this.items.pop();
  }
}

/** The summary of an alarm, for lists and for the top of its story. Times are epoch ms. */
export function alarmSummary(series: Series, state: OutboxView) {
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
  };
}

/** A tombstone has no episode of which COC could have been told. */
const NOTHING_KNOWN: Partial<EpisodeSeries> = {};

/**
 * The knowledge of COC about an alarm. `knows`: COC has its current state. `held`: COC still shows it as firing, because
 * its recovery is held back. `waits`: its current state waits for delivery. `refused`: COC refused it. `unknown`: as far
 * as we know, COC was never told of it.
 */
function knownToCoc(
  series: Series,
  { lanes }: OutboxView,
): 'knows' | 'held' | 'waits' | 'refused' | 'unknown' {
  const { refusedUnder, cocFires, lastAlarm } = series.state === 'tombstone' ? NOTHING_KNOWN : series;
  if (refusedUnder !== undefined) return 'refused';
  const toldAt = toldAtOf(series);
  const wasTold = toldAt !== undefined || cocFires === true;
  if (series.state === 'recovering' && wasTold) return 'held';
  const onlyAgain = toldAt !== undefined && lastAlarm?.reassertion === true;
  if (lanes.holds(hash53(series.alarmId)) && !(series.state === 'firing' && onlyAgain)) return 'waits';
  return wasTold ? 'knows' : 'unknown';
}
