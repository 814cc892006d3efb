import type { AgentView } from '../../observability/agent-view.ts';
import { hash53 } from '../../outbox/events/hash.ts';
import { incidentNumOf } from '../../outbox/ledger/incident.ts';
import { type EpisodeSeries, isStale, type Series, shownState } from '../../outbox/ledger/series.ts';
import type { OutboxView } from '../../outbox/state.ts';
import { TimeSlices } from '../../time/time-slices.ts';
import { type AlarmFilter, type AlarmQuery, cursorOf, inListOrder, isMeant } from './alarm-query.ts';

/** Reads pages of the alarms in the ledger. */
export type AlarmLister = (query: AlarmQuery) => Promise<{
  /** How many there are on all pages. */
  readonly total: number;
  readonly alarms: readonly AlarmSummary[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}>;

/** What a list tells of an alarm. */
export type AlarmSummary = ReturnType<typeof summaryOf>;

/**
 * Makes what reads pages, those that began last first. One page at a time and in slices, so that however many ask, and
 * however many alarms there are, webhooks are never kept waiting for long.
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
  await eachMeant(state, filter, (series) => {
    total += 1;
    if (!after || inListOrder(after, series) < 0) page.offer(series);
  });
  const found = page.items.slice(0, limit);
  const end = found.at(-1);
  const next = end && page.items.length > limit ? cursorOf(end) : null;
  return { total, alarms: found.map((series) => summaryOf(series, state)), next };
}

async function eachMeant(
  { ledger }: OutboxView,
  filter: AlarmFilter,
  take: (series: Series) => void,
): Promise<void> {
  const slices = new TimeSlices();
  for (const part of ledger.parts()) {
    for (const series of part) {
      if (isMeant(series, filter)) take(series);
      if (slices.over) await slices.pause();
    }
  }
}

/** Keeps the first so many of what it is offered, in the order of the lists. */
class FirstOf {
  readonly items: Series[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  offer(series: Series): void {
    const last = this.items.at(-1);
    if (last && this.items.length >= this.#most && inListOrder(last, series) < 0) return;
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.items[middle];
      if (there && inListOrder(there, series) < 0) low = middle + 1;
      else high = middle;
    }
    this.items.splice(low, 0, series);
    if (this.items.length > this.#most) this.items.pop();
  }
}

/** What is told of an alarm in a list, and on top of its story. Times are epoch ms. */
export function summaryOf(series: Series, state: OutboxView) {
  const { alarmId, name, level, source, fingerprint, startedAt, lastSeenAt } = series;
  const incident = state.ledger.incidentOf(series);
  return {
    alarmId,
    name,
    level,
    state: shownState(series),
    source,
    fingerprint,
    startedAt,
    endedAt: series.state === 'firing' ? null : series.endedAt,
    lastSeenAt,
    toldAt: series.toldAt ?? null,
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
 * What COC knows of an alarm: all of it; not the last news, which waits (held back until it is sure, or undelivered);
 * nothing, because it refused; or nothing that we know of.
 */
function knownToCoc(
  series: Series,
  { lanes }: OutboxView,
): 'knows' | 'held' | 'waits' | 'refused' | 'unknown' {
  const { refusedUnder, cocFires, lastAlarm } = series.state === 'tombstone' ? NOTHING_KNOWN : series;
  if (refusedUnder !== undefined) return 'refused';
  const wasTold = series.toldAt !== undefined || cocFires === true;
  if (series.state === 'recovering' && wasTold) return 'held';
  const onlyAgain = series.toldAt !== undefined && lastAlarm?.reassertion === true;
  if (lanes.holds(hash53(series.alarmId)) && !(series.state === 'firing' && onlyAgain)) return 'waits';
  return wasTold ? 'knows' : 'unknown';
}
