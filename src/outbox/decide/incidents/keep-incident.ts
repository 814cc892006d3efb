import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { isOpenInCoc } from '../../ledger/incident.ts';
import type { LedgerReader } from '../../ledger/ledger.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import type { IncidentContext } from './incident-context.ts';
import { remarkOn } from './incident-remark.ts';
import { nextSteps } from './next-steps.ts';

/** Incidents about which something may be due: those that are open in COC, and those that ended, or were refused, while alarms of them fire. */
export function incidentsToKeep(ledger: LedgerReader): readonly IncidentKey[] {
  const open = [...ledger.followedIncidents(), ...ledger.endedFiringIncidents()];
  return [...new Set(open.map(({ key }) => key))];
}

/**
 * Decides what is due about an incident that is open in COC: its next step, and with `tells` a remark on it. Pure.
 */
export function keepIncident(
  view: IncidentView,
  key: IncidentKey,
  context: IncidentContext & { readonly tells?: boolean },
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (!incident || !isOpenInCoc(incident)) return [];
  const steps = nextSteps(view, incident, context);
  return context.tells ? [...steps, ...remarkOn(view, incident, context)] : steps;
}
