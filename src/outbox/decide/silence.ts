import type { OutboxEvent } from '../events/event.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { refusedUnderOf } from '../ledger/series.ts';
import { accept } from './accept.ts';
import type { Arrival, DecisionContext } from './decision.ts';

/**
 * What follows when monitoring falls silent: its alarm is raised by the same rules as any other, once. One that COC
 * refused is raised again when the configuration is another one. Pure.
 */
export function raiseSilenceAlarm(
  view: LedgerView,
  arrival: Arrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const known = view.series(arrival.alert.alarmId);
  const refusedUnder = refusedUnderOf(known);
  const raised = refusedUnder === undefined || refusedUnder === context.policy.configuration;
  return known?.state === 'firing' && raised ? [] : accept(view, arrival, context);
}

/** What follows when monitoring is heard again: the end of its alarm, if it was raised. Pure. */
export function endSilenceAlarm(
  view: LedgerView,
  arrival: Arrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  return view.series(arrival.alert.alarmId)?.state === 'firing' ? accept(view, arrival, context) : [];
}
