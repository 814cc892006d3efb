import type { EpisodeChanged } from '../events/event.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { FiringSeries } from '../ledger/series.ts';
import { changeOf } from './arrival-events.ts';
import type { DecisionContext, RoutedArrival } from './decision.ts';
import { needsIncident } from './incidents/request-incident.ts';

/**
 * The change of an alarm that fires already, and that a policy wants an incident for only now: COC is told the alarm as it
 * is now, and the incident follows that as any other does. Undefined where it has one, while COC is still to hear of the
 * alarm, and while a report waits that asks for one. Pure.
 */
export function findLateRequest(
  view: IncidentView,
  { known, arrival }: { readonly known: FiringSeries; readonly arrival: RoutedArrival },
  context: DecisionContext,
): EpisodeChanged | undefined {
  const { incident: request } = arrival.routed;
  const isTold = known.cocFires === true || known.toldAt !== undefined;
  const isUnderWay = known.unsent?.some(({ episode, incident }) => episode === known.episode && incident);
  if (!request || !isTold || isUnderWay) return undefined;
  return needsIncident(view, known, { ...context, request }) ? changeOf(arrival, context.policy) : undefined;
}
