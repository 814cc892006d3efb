import type { Alarm, Routed } from '../../alerts/alarm.ts';
import type { NamesNow } from '../../alerts/target.ts';
import type { Series } from '../ledger/series.ts';

/**
 * Sends an alarm to a renamed integration under the name under which an earlier one of its series still waits for it. So
 * both are in one lane, and keep their order. Pure, like all functions here.
 */
export function underWaitingName(
  alarm: Alarm,
  known: Pick<Series, 'unsent'> | undefined,
  namesNow: NamesNow = new Map(),
): Alarm {
  const nameNow = (name: string) => namesNow.get(name) ?? name;
  const wanted = nameNow(alarm.integration);
  const waiting = known?.unsent?.find(({ integration }) => nameNow(integration) === wanted);
  return waiting ? { ...alarm, integration: waiting.integration } : alarm;
}

/** The same for what an alert was routed to. */
export function routedUnderWaitingName(
  routed: Routed,
  known: Pick<Series, 'unsent'> | undefined,
  namesNow?: NamesNow,
): Routed {
  if (routed.kind === 'alarm') return { ...routed, alarm: underWaitingName(routed.alarm, known, namesNow) };
  return routed.end ? { ...routed, end: underWaitingName(routed.end, known, namesNow) } : routed;
}
