import type { OutboxEvent } from '../events/event.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import { refusedUnderOf } from '../ledger/series.ts';
import { accept } from './accept.ts';
import type { Arrival, DecisionContext } from './decision.ts';
import { knownSeries } from './open-identity.ts';

/**
 * Raises the alarm of a silent monitoring system once, by the same rules as any other alarm. If COC refused
 * it, it is raised again under another configuration. Pure.
 */
export function raiseSilenceAlarm(
  view: IncidentView,
  arrival: Arrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const [known] = knownSeries(view, arrival.alert);
  const refusedUnder = refusedUnderOf(known);
  const raised = refusedUnder === undefined || refusedUnder === context.policy.configuration;
  return known?.state === 'firing' && raised ? [] : accept(view, arrival, context);
}

/**
 * Tells an open alarm of a silent monitoring system again, as other sources repeat theirs. So it follows a configuration that
 * has changed. Pure.
 */
export function repeatSilenceAlarm(
  view: IncidentView,
  arrival: Arrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const [known] = knownSeries(view, arrival.alert);
  return known?.state === 'firing' ? accept(view, arrival, context) : [];
}

/** Resolves the alarm of a silent monitoring system, if it was raised. Pure. */
export function endSilenceAlarm(
  view: IncidentView,
  arrival: Arrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const [known] = knownSeries(view, arrival.alert);
  return known?.state === 'firing' ? accept(view, arrival, context) : [];
}
