import type { AlarmId } from '../../alerts/alert.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import type { IncidentKey } from '../../outbox/events/entry.ts';
import { type Incident, titleOf } from '../../outbox/ledger/incident.ts';
import { localTimeIn } from '../../time/time-zone.ts';
import { alarmNamed } from '../alarms/alarm-named.ts';
import { Candidates, type Found } from '../candidates.ts';
import { shortText } from '../short-texts.ts';
import { numbersOfIncident } from './incident-numbers.ts';

/**
 * Finds an incident by what an operator typed: its key or COC's number, or the beginning of either, or its alarm: by id,
 * beginning of the id, or name. Names it in words with times in a zone.
 */
export async function incidentNamed(
  outbox: Pick<AgentView['outbox'], 'state' | 'alarmsOf'>,
  typed: string,
  zone: string,
): Promise<Found> {
  const { ledger } = outbox.state;
  if (ledger.incident(typed as IncidentKey)) return { kind: 'one', id: typed };
  const found = new Candidates();
  const exact = new Candidates();
  const wanted = typed.toLowerCase();
  for (const incident of ledger.everyIncident()) {
    const numbers = numbersOfIncident(incident).map((number) => number.toLowerCase());
    const about = () => wordsFor(incident, zone);
    if (numbers.includes(wanted)) exact.add(incident.key, about);
    if ([incident.key, ...numbers].some((one) => one.startsWith(wanted))) found.add(incident.key, about);
  }
  if (exact.result.kind === 'one') return exact.result;
  if (found.result.kind !== 'none') return found.result;
  const alarm = await alarmNamed(outbox, typed, zone);
  if (alarm.kind !== 'one') return alarm;
  const series = ledger.series(alarm.id as AlarmId);
  const incident = series && ledger.incidentOf(series);
  return incident ? { kind: 'one', id: incident.key } : { kind: 'none' };
}

/** Characters of a title that tell one incident from another. */
const MOST_TITLE = 80;

function wordsFor(incident: Incident, zone: string): string {
  const { policy, requestedAt, state } = incident;
  const number = numbersOfIncident(incident).map((one) => `, ${one}`);
  const named = titleOf(incident);
  const title = named === undefined ? '' : `${shortText(named, MOST_TITLE)}: `;
  return `${title}${state}${number.join('')}, requested ${localTimeIn(zone, requestedAt)} by ${policy}`;
}
