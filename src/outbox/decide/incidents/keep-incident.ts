import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { isInCoc, isOpenInCoc } from '../../ledger/incident.ts';
import type { LedgerReader } from '../../ledger/ledger.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import type { EpisodeSeries } from '../../ledger/series.ts';
import { alarmsToCover, type CoverContext, coverAgain } from './cover-again.ts';
import type { IncidentContext } from './incident-context.ts';
import { remarkOn } from './incident-remark.ts';
import { nextSteps } from './next-steps.ts';

/** Incidents about which something may be due: those that are open in COC, and those that ended while alarms of them fire. */
export function incidentsToKeep(ledger: LedgerReader): readonly IncidentKey[] {
  const open = [...ledger.followedIncidents(), ...ledger.endedFiringIncidents()];
  return [...new Set(open.map(({ key }) => key))];
}

/** Alarms whose last reports the decision about this incident needs. */
export function reportsToRead(
  view: IncidentView,
  key: IncidentKey,
  context: Pick<IncidentContext, 'now' | 'policy'>,
): readonly EpisodeSeries[] {
  const incident = view.incident(key);
  return incident && isInCoc(incident) ? alarmsToCover(view, incident, context) : [];
}

/**
 * Decides what is due about an incident of COC: its next step, or another one in its place, and with `tells` a remark on
 * it. Pure.
 */
export function keepIncident(
  view: IncidentView,
  key: IncidentKey,
  context: CoverContext & { readonly tells?: boolean },
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (!incident || !isInCoc(incident)) return [];
  if (!isOpenInCoc(incident)) return coverAgain(view, incident, context);
  const steps = nextSteps(view, incident, context);
  return context.tells ? [...steps, ...remarkOn(view, incident, context)] : steps;
}
