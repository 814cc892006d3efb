import { type Incident, isInCoc } from '../../outbox/ledger/incident.ts';
import type { LedgerReader } from '../../outbox/ledger/ledger.ts';

/** All numbers that COC has for an incident: more than one when it was opened more than once. */
export function numbersOfIncident(incident: Incident): readonly string[] {
  if (!isInCoc(incident)) return [];
  const { incidentNum, doubles = [], spares = [] } = incident;
  return [incidentNum, ...doubles, ...spares];
}

/** Incidents that COC has under this number, in any case. */
export function incidentsOfNumber(
  ledger: Pick<LedgerReader, 'everyIncident'>,
  typed: string,
): readonly Incident[] {
  const wanted = typed.toLowerCase();
  return [...ledger.everyIncident()].filter((incident) =>
    numbersOfIncident(incident).some((number) => number.toLowerCase() === wanted),
  );
}
