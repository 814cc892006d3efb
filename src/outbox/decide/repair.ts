import type { EpisodeId } from '../events/entry.ts';
import type { OutboxEvent, RepairReason } from '../events/event.ts';
import { LedgerDraft } from '../ledger/ledger-draft.ts';
import type { IncidentView, LedgerView } from '../ledger/ledger-view.ts';
import { accept } from './accept.ts';
import type { Arrival, DecisionContext } from './decision.ts';

/** Something to be put right: an alert as it would have come, and why we make it ourselves. */
export interface Repair {
  readonly reason: RepairReason;
  readonly arrival: Arrival;
  /** When it was found out, epoch ms: what we heard since is newer. */
  readonly foundAt: number;
  /** The open episode that it is about; absent when there is to be none. */
  readonly episode?: EpisodeId;
}

/** The events that alone are no repair. */
const NO_CHANGE: ReadonlySet<OutboxEvent['type']> = new Set(['alert.repeated', 'alert.dropped']);

/**
 * What a repair makes of an alarm, by the same rules as a webhook's alert, after the event that says why. Nothing when it
 * is not needed any more, or those rules would not act on it. Pure.
 */
function repair(view: LedgerView, repair: Repair, context: DecisionContext): readonly OutboxEvent[] {
  const { reason, arrival, foundAt, episode } = repair;
  const { alarmId, source } = arrival.alert;
  const known = view.series(alarmId);
  if (known && known.lastSeenAt > foundAt) return [];
  const open = known?.state === 'firing' ? known.episode : undefined;
  if (open !== episode) return [];
  const own = accept(view, arrival, { ...context, seq: context.seq + 1 });
  if (own.every(({ type }) => NO_CHANGE.has(type))) return [];
  return [{ type: 'alarm.repaired', alarmId, source, reason }, ...own];
}

/** The events of several repairs, each of which sees what those before it made of the ledger. Pure. */
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
