import type { EpisodeId } from '../events/entry.ts';
import type { OutboxEvent, RepairReason } from '../events/event.ts';
import { LedgerDraft } from '../ledger/ledger-draft.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import { accept } from './accept.ts';
import type { Arrival, DecisionContext } from './decision.ts';
import { knownSeries } from './open-identity.ts';

/** Repair of an alarm: the alert as a webhook would have brought it, and the reason. */
export interface Repair {
  readonly reason: RepairReason;
  readonly arrival: Arrival;
  /** Time at which the fault was found, epoch ms. Alerts that arrived later are newer. */
  readonly foundAt: number;
  /** Open episode that the repair is about; absent when no episode may be open. */
  readonly episode?: EpisodeId;
}

/** Events that do not make a repair by themselves. */
const NO_CHANGE: ReadonlySet<OutboxEvent['type']> = new Set(['alert.repeated', 'alert.dropped']);

/**
 * Repairs one alarm by the rules for a webhook's alert, after an event with the reason. Returns no event when
 * the repair is no longer needed, or those rules would change nothing. Pure.
 */
function repair(view: IncidentView, repair: Repair, context: DecisionContext): readonly OutboxEvent[] {
  const { reason, arrival, foundAt, episode } = repair;
  const { source } = arrival.alert;
  const [known] = knownSeries(view, arrival.alert);
  const { alarmId } = known ?? arrival.alert;
  if (known && known.lastSeenAt > foundAt) return [];
  const open = known?.state === 'firing' ? known.episode : undefined;
  if (open !== episode) return [];
  const listed = reason === 'missed-fire' && { isListed: true as const };
  const own = accept(view, arrival, { ...context, seq: context.seq + 1, ...listed });
  if (own.every(({ type }) => NO_CHANGE.has(type))) return [];
  return [{ type: 'alarm.repaired', alarmId, source, reason }, ...own];
}

/** Makes several repairs. Each sees the events of those before it. Pure. */
export function repairAll(
  view: IncidentView,
  repairs: readonly Repair[],
  context: DecisionContext,
): readonly OutboxEvent[] {
  const draft = new LedgerDraft(view);
  const events: OutboxEvent[] = [];
  for (const one of repairs) {
    const seq = context.seq + events.length;
    const own = repair(draft, one, { ...context, seq });
    for (const [i, event] of own.entries()) draft.fold(event, { seq: seq + i, at: context.now });
    events.push(...own);
  }
  return events;
}
