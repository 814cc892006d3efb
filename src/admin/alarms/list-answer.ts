import type { AgentView } from '../../observability/agent-view.ts';
import type { ReportAlarm } from '../../outbox/events/entry.ts';
import type { LedgerReader } from '../../outbox/ledger/ledger.ts';
import type { Series } from '../../outbox/ledger/series.ts';
import { visitStoredAlarms } from '../../outbox/visit-stored-alarms.ts';
import { shortIdsOf } from '../short-ids.ts';
import { withShortTexts } from '../short-texts.ts';
import type { AlarmGroup } from './alarm-groups.ts';
import type { AlarmQuery } from './alarm-query.ts';
import { alarmSummary } from './alarm-summary.ts';
import { whereaboutsOf } from './stored-alarms.ts';

/** A page of a list, before it is described. */
export interface ListPage {
  /** Number of alarms on all pages, those in groups included. */
  readonly total: number;
  /** Number of alarms that may match, and were left out because their last report is not kept. */
  readonly unknown: number;
  /** Sentences about conditions that nothing known meets, and are perhaps mistyped. */
  readonly hints: readonly string[];
  readonly series: readonly Series[];
  readonly groups: readonly AlarmGroup[];
  readonly groupCount: number;
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
}

/**
 * Describes a page for the admin API: each alarm with where it is, and with an id that is as short as it can be. The
 * groups are there only when the query asks for them.
 */
export async function describePage(
  outbox: Pick<AgentView['outbox'], 'state' | 'policy' | 'alarmsOf'>,
  page: ListPage,
  { groupBy, fold }: Pick<AlarmQuery, 'groupBy' | 'fold'>,
) {
  const { state } = outbox;
  const shown = [...page.series, ...page.groups.flatMap(({ examples }) => examples)];
  const stored = new Map<Series, ReportAlarm | undefined>();
  const signal = new AbortController().signal;
  await visitStoredAlarms(outbox, shown, { visit: (series, one) => stored.set(series, one), signal });
  const shortIds = await shortIdsOf(
    shown.map(({ alarmId }) => alarmId),
    idsIn(state.ledger),
  );
  const describe = (series: Series) =>
    withShortTexts({
      ...alarmSummary(series, outbox),
      shortId: shortIds.get(series.alarmId) ?? series.alarmId,
      ...whereaboutsOf(stored.get(series)),
    });
  const groups = page.groups.map(({ examples, ...group }) => ({
    ...withShortTexts(group),
    examples: examples.map(describe),
  }));
  return {
    total: page.total,
    ...(page.unknown > 0 && { unknown: page.unknown }),
    ...(page.hints.length > 0 && { hints: page.hints }),
    alarms: page.series.map(describe),
    ...((groupBy !== undefined || fold !== undefined) && {
      groupedBy: groupBy ?? 'name',
      groups,
      groupCount: page.groupCount,
    }),
    next: page.next,
  };
}

/** A page of a list as the admin API describes it. */
export type AlarmPage = Awaited<ReturnType<typeof describePage>>;

/** Ids of all known alarms, in small parts. */
function* idsIn(ledger: Pick<LedgerReader, 'parts'>): IterableIterator<readonly string[]> {
  for (const part of ledger.parts()) yield part.map(({ alarmId }) => alarmId);
}
