import type { IncidentKey } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { FiringSeries } from '../ledger/series.ts';
import { queueAlarm } from './arrival-events.ts';
import type { DecisionContext, RoutedArrival } from './decision.ts';
import { requestIncident } from './incidents/request-incident.ts';

/**
 * Asks for the incident of an alarm that fires already, where a policy matches it only now. Its episode gets one incident,
 * whatever became of that, unless it was without one since that has ended. `before` is the number of events that precede it in the record. Pure.
 */
export function requestLateIncident(
  view: IncidentView,
  {
    known,
    arrival,
    before,
  }: { readonly known: FiringSeries; readonly arrival: RoutedArrival; readonly before: number },
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { incident } = arrival.routed;
  const isTold = known.cocFires === true || known.toldAt !== undefined;
  const hasOne = known.incident !== undefined || view.incident(known.episode as string as IncidentKey);
  if (!incident || !isTold || (hasOne && known.unwantedUnder === undefined)) return [];
  const { body } = queueAlarm(arrival, known, arrival.routed.alarm);
  return requestIncident(view, body, { ...context, seq: context.seq + before });
}
