import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { isInCoc, isOpenInCoc } from '../../ledger/incident.ts';
import type { LedgerReader } from '../../ledger/ledger.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { coverAgain } from './cover-again.ts';
import type { IncidentContext } from './incident-context.ts';
import { nextSteps } from './next-steps.ts';

/** Incidents about which something may be due: those that are open in COC, and those that ended while alarms of them fire. */
export function incidentsToKeep(ledger: LedgerReader): readonly IncidentKey[] {
  const open = [...ledger.followedIncidents(), ...ledger.endedFiringIncidents()];
  return [...new Set(open.map(({ key }) => key))];
}

/** Decides what is due about an incident of COC: its next step, or another one in its place. Pure. */
export function keepIncident(
  view: IncidentView,
  key: IncidentKey,
  context: IncidentContext,
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (!incident || !isInCoc(incident)) return [];
  return isOpenInCoc(incident) ? nextSteps(view, incident, context) : coverAgain(view, incident, context);
}
