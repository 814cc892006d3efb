import type { AgentView } from '../../observability/agent-view.ts';
import { type Incident, titleOf } from '../../outbox/ledger/incident.ts';

import type { ResourceSummary } from './alarms-of-incident.ts';

type View = Pick<AgentView, 'outbox' | 'awaitedDecision'>;

/** The summary of an incident, for lists and for the top of its story. Times are epoch ms. */
export function incidentSummary(
  incident: Incident,
  { outbox, awaitedDecision }: View,
  resources: ResourceSummary,
) {
  const { request, names = [], alarms = 1, resource: _, ...known } = incident;
  return {
    ...known,
    title: titleOf(incident) ?? null,
    level: known.level ?? request?.level ?? null,
    alarms,
    names,
    ...resources,
    firing: outbox.state.ledger.fires(incident),
    awaits: awaitedDecision(incident) ?? null,
  };
}
