import type { AwaitedDecision } from '../outbox/ledger/incident.ts';
import { type UncoveredReason, uncoveredReason, uncoveredView } from '../outbox/ledger/uncovered.ts';
import type { AgentView } from './agent-view.ts';
import { AWAITED_DECISIONS, UNCOVERED_REASONS } from './label-values.ts';

/** Counts the items in each of the states; a state without items has 0. */
export function tally<T, S extends string>(
  items: Iterable<T>,
  states: readonly S[],
  stateOf: (item: T) => S,
): Readonly<Record<S, number>> {
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<S, number>;
  for (const item of items) counts[stateOf(item)] += 1;
  return counts;
}

/** Counts the incidents that wait for a decision of an operator, by its reason. */
export function tallyAwaited({
  outbox,
  awaitedDecision,
}: Pick<AgentView, 'outbox' | 'awaitedDecision'>): Readonly<Record<AwaitedDecision, number>> {
  const awaited = [...outbox.state.ledger.everyIncident()].flatMap((one) => awaitedDecision(one) ?? []);
  return tally(awaited, AWAITED_DECISIONS, (reason) => reason);
}

/** Counts the firing Critical alarms that no open incident covers, by the reason. */
export function tallyUncovered({
  state,
  policy,
}: Pick<AgentView['outbox'], 'state' | 'policy'>): Readonly<Record<UncoveredReason, number>> {
  const view = uncoveredView(state.ledger, policy);
  const reasons = [...state.ledger.everySeries()].flatMap((series) =>
    series.level === 'Critical' ? (uncoveredReason(series, view) ?? []) : [],
  );
  return tally(reasons, UNCOVERED_REASONS, (reason) => reason);
}
