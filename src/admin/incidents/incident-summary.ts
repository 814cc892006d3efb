import type { Incident } from '../../outbox/ledger/incident.ts';
import type { Ledger } from '../../outbox/ledger/ledger.ts';

/** The summary of an incident, for lists and for the top of its story. Times are epoch ms. */
export function incidentSummary(incident: Incident, ledger: Pick<Ledger, 'fires'>) {
  const { request, names = [], alarms = 1, ...known } = incident;
  const { title, level } = request ?? {};
  return {
    ...known,
    title: title ?? null,
    level: level ?? null,
    alarms,
    names,
    firing: ledger.fires(incident),
  };
}
