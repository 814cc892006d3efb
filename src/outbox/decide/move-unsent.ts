import type { ReportAlarm } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import type { FiringSeries, Series } from '../ledger/series.ts';
import type { OutboxPolicy } from '../policy.ts';
import type { DecisionContext } from './decision.ts';
import { isMoved, mayBeHeardOf, moveEpisode } from './move.ts';
import { findParked } from './park.ts';
import { routedUnderWaitingName } from './waiting-name.ts';

/**
 * True for an alarm that fires, of which COC knows nothing yet, and whose turn may never come: it waits for an integration
 * that is gone, or behind an earlier end. Pure, like all functions here.
 */
export function mayWaitInVain(series: Series, { integrations }: OutboxPolicy): series is FiringSeries {
  if (series.state !== 'firing' || series.cocFires || series.toldAt !== undefined) return false;
  const { unsent = [], episode } = series;
  return unsent.some(
    (one, i) =>
      one.episode === episode &&
      (isGone(one.integration, integrations) ||
        unsent
          .slice(0, i)
          .some((before) => before.integration === one.integration && before.episode !== episode)),
  );
}

/**
 * Sends such an alarm where its route leads now, without waiting for its next message. `last` is its last alarm. Where COC
 * may have heard of it, it ends there too, unless that place is still reached: then its next message moves it.
 */
export function moveUnsent(
  view: LedgerView,
  last: ReportAlarm,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { policy } = context;
  const { alert, episode } = last;
  const known = view.series(alert.alarmId);
  if (known?.state !== 'firing' || known.episode !== episode || findParked(known, context)) return [];
  const byRoute = policy.renderer?.route(alert, last.alarm.time);
  if (byRoute?.kind !== 'alarm' || !mayWaitInVain(known, policy)) return [];
  const routed = routedUnderWaitingName(byRoute, known, policy.renamedIntegrations);
  if (routed.kind !== 'alarm' || !isMoved(known, { alert, routed }, context)) return [];
  const isReached = known.target && !isGone(known.target.integration, policy.integrations);
  if (isReached && mayBeHeardOf(known, context)) return [];
  return moveEpisode(known, { alert, routed }, context);
}

function isGone(integration: string, integrations: ReadonlySet<string> | undefined): boolean {
  return integrations !== undefined && !integrations.has(integration);
}
