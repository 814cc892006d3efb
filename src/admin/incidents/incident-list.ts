import type { AgentView } from '../../observability/agent-view.ts';
import type { Page } from '../page-of.ts';
import { withShortTexts } from '../short-texts.ts';
import { alarmsOfIncidents, resourcesOf } from './alarms-of-incident.ts';
import { incidentSummary } from './incident-summary.ts';

/** Reads a page of the incidents, the ones requested last first. Without any states, incidents of all states. */
export function readIncidentPage(view: AgentView, states: ReadonlySet<string>, page: Page) {
  const { limit, offset } = page;
  const { ledger } = view.outbox.state;
  const all = [...ledger.everyIncident()]
    .filter(({ state }) => states.size === 0 || states.has(state))
    .sort((a, b) => b.requestedAt - a.requestedAt);
  const shown = all.slice(offset, offset + limit);
  const alarms = alarmsOfIncidents(shown, ledger);
  const incidents = shown.map((incident) => {
    const resources = resourcesOf(incident, alarms.get(incident.key) ?? []);
    return withShortTexts(incidentSummary(incident, view, resources));
  });
  return { total: all.length, incidents };
}
