import type { AgentView } from '../../observability/agent-view.ts';
import type { ReportAlarm } from '../../outbox/events/entry.ts';
import type { Series } from '../../outbox/ledger/series.ts';
import { uncoveredReason, uncoveredView } from '../../outbox/ledger/uncovered.ts';
import { visitStoredAlarms } from '../../outbox/visit-stored-alarms.ts';
import type { Matcher } from '../../routing/matcher.ts';
import { TimeSlices } from '../../time/time-slices.ts';
import { AlarmGroups, groupValueOf, needsStored } from './alarm-groups.ts';
import { compareInList, cursorOf, placeOfAlarm } from './alarm-order.ts';
import { type AlarmFilter, type AlarmQuery, matchesAlarmFilter } from './alarm-query.ts';
import { FirstOf } from './first-of.ts';
import { type AlarmPage, describePage, type ListPage } from './list-answer.ts';
import { type AlarmValues, alarmValuesOf } from './row-values.ts';
import { UnmetMatchers, wordsForSources, wordsWithout } from './unmet-conditions.ts';

interface ListedView {
  readonly outbox: Pick<AgentView['outbox'], 'state' | 'policy' | 'alarmsOf'>;
  /** Names of the configured sources. */
  readonly sources: () => Iterable<string>;
}

/** Reads a page of the alarms in the ledger. @throws the reason of the signal, when that comes first. */
export type AlarmLister = (query: AlarmQuery, signal?: AbortSignal) => Promise<AlarmPage>;

/**
 * Creates the reader of pages. It reads one page at a time and in slices, so that webhooks never wait long, however many
 * requests and alarms there are. A page that needs the stored alarms reads them from the journal, a few at a time, and
 * keeps nothing of them but the answer.
 */
export function alarmLister(view: ListedView): AlarmLister {
  let last: Promise<unknown> = Promise.resolve();
  return (query, signal = new AbortController().signal) => {
    const page = last.then(() => readPage(view, query, signal));
    last = page.catch(() => undefined);
    return page;
  };
}

async function readPage({ outbox, sources }: ListedView, query: AlarmQuery, signal: AbortSignal) {
  signal.throwIfAborted();
  const { state } = outbox;
  const { filter, groupBy = 'name' } = query;
  const groups = new AlarmGroups(state);
  const isGrouped = query.groupBy !== undefined || query.fold !== undefined;
  const found = await matching(outbox, filter);
  const { matchers = [] } = filter;
  let matched: readonly Series[] = found;
  const unmet = new UnmetMatchers(matchers);
  let unknown = 0;
  if (matchers.length > 0 || (isGrouped && needsStored(groupBy))) {
    const kept: Series[] = [];
    const visit = (series: Series, stored?: ReportAlarm) => {
      const verdict = verdictOf(matchers, alarmValuesOf(series, stored), unmet);
      if (verdict === 'unknown') unknown += 1;
      if (verdict !== 'matches') return;
      kept.push(series);
      if (isGrouped) groups.add(groupValueOf(groupBy, series, stored), series);
    };
    await visitStoredAlarms(outbox, found, { visit, signal });
    matched = kept;
  } else if (isGrouped) {
    await inSlices(found, (series) => groups.add(groupValueOf(groupBy, series, undefined), series));
  }
  signal.throwIfAborted();
  const total = matched.length;
  const hints =
    total > 0
      ? hintsForGroups(query, groups, total)
      : [...wordsForSources(filter.sources ?? [], [...sources()], state.ledger), ...unmet.words()];
  const page: ListPage = { total, unknown, hints, ...(await cutPage(matched, query, groups)) };
  return describePage(outbox, page, query);
}

/** Tells whether an alarm meets all matchers: `unknown` when it meets those whose values are known, and not all are. */
function verdictOf(matchers: readonly Matcher[], values: AlarmValues, unmet: UnmetMatchers) {
  unmet.see(values);
  const met = matchers.map(values.meets);
  if (met.includes(false)) return 'differs';
  return met.includes(undefined) ? 'unknown' : 'matches';
}

/** Tells of a label or field to group by that no alarm has. */
function hintsForGroups({ groupBy }: AlarmQuery, groups: AlarmGroups, total: number): readonly string[] {
  const isUnknown = groupBy !== undefined && needsStored(groupBy) && groups.countOf('') === total;
  return isUnknown ? [wordsWithout(groupBy, total)] : [];
}

/** The alarms and the groups of a page. Alarms of a group that is shown are not listed themselves. */
async function cutPage(matched: readonly Series[], query: AlarmQuery, groups: AlarmGroups) {
  const { limit, order, after, groupBy, fold } = query;
  if (groupBy !== undefined) {
    const large = groups.largerThan(0);
    return { series: [], next: null, groups: large.slice(0, limit), groupCount: large.length };
  }
  const most = fold ?? Number.POSITIVE_INFINITY;
  const first = new FirstOf(limit + 1, order);
  await inSlices(matched, (series) => {
    if (groups.countOf(series.name) > most) return;
    const place = placeOfAlarm(series, order);
    if (!after || compareInList(after, place, order) < 0) first.offer({ ...place, series });
  });
  const listed = first.items.slice(0, limit);
  const end = listed.at(-1);
  const next = end && first.items.length > limit ? cursorOf(end) : null;
  // Every page has the same groups, so only the first one shows them.
  const large = after ? [] : groups.largerThan(most);
  const series = listed.map((one) => one.series);
  return { series, next, groups: large.slice(0, limit), groupCount: large.length };
}

async function matching(
  { state: { ledger }, policy }: ListedView['outbox'],
  filter: AlarmFilter,
): Promise<readonly Series[]> {
  const slices = new TimeSlices();
  const found: Series[] = [];
  const view = uncoveredView(ledger, policy);
  const isListed = (series: Series) => !filter.uncovered || uncoveredReason(series, view) !== undefined;
  for (const part of ledger.parts()) {
    for (const series of part) {
      if (matchesAlarmFilter(series, filter) && isListed(series)) found.push(series);
      if (slices.over) await slices.pause();
    }
  }
  return found;
}

async function inSlices(all: readonly Series[], visit: (series: Series) => void): Promise<void> {
  const slices = new TimeSlices();
  for (const series of all) {
    visit(series);
    if (slices.over) await slices.pause();
  }
}
