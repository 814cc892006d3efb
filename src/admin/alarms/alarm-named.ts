import type { AlarmId } from '../../alerts/alert.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import type { LedgerReader } from '../../outbox/ledger/ledger.ts';
import { type Series, shownStart } from '../../outbox/ledger/series.ts';
import { TimeSlices } from '../../time/time-slices.ts';
import { localTimeIn } from '../../time/time-zone.ts';
import { type Candidate, Candidates, type Found } from '../candidates.ts';
import { incidentsOfNumber } from '../incidents/incident-numbers.ts';

/** An alarm id, or the beginning of one. */
const ID = /^[A-Za-z0-9]{1,255}$/;

/**
 * Finds an alarm by what an operator typed: its id or the beginning of it, its name in any case, or COC's number of its
 * incident. Where a name fits several alarms and only one of them fires, it is that one. Names it in words with times in
 * a zone.
 */
export async function alarmNamed(
  outbox: Pick<AgentView['outbox'], 'state' | 'alarmsOf'>,
  typed: string,
  zone: string,
): Promise<Found> {
  const found = await searchLedger(outbox.state.ledger, typed, zone);
  if (found.kind !== 'several') return found;
  const named = found.candidates.flatMap(({ id }) => outbox.state.ledger.series(id as AlarmId) ?? []);
  const stored = await outbox.alarmsOf(named);
  const places = new Map(named.map(({ alarmId }, i) => [alarmId as string, stored[i]?.alarm.resourceName]));
  const withPlace = ({ id, about }: Candidate) => {
    const place = places.get(id);
    return { id, about: place ? `${about}, ${place}` : about };
  };
  return { ...found, candidates: found.candidates.map(withPlace) };
}

async function searchLedger(ledger: LedgerReader, typed: string, zone: string): Promise<Found> {
  if (ledger.series(typed as AlarmId)) return { kind: 'one', id: typed };
  const named = typed.toLowerCase();
  const incidents = incidentsOfNumber(ledger, typed);
  const keys = new Set(incidents.map(({ key }) => key));
  const found = new Candidates();
  const firing = new Candidates();
  const slices = new TimeSlices();
  for (const part of ledger.parts()) {
    for (const series of part) {
      if (slices.over) await slices.pause();
      if (!fits(series)) continue;
      const about = () => wordsFor(series, zone);
      found.add(series.alarmId, about);
      if (series.state === 'firing') firing.add(series.alarmId, about);
    }
  }
  if (firing.result.kind === 'one') return firing.result;
  if (found.result.kind !== 'none') return found.result;
  // The alarms of an incident may be forgotten before it is. Its story is kept under the first of them.
  for (const { alarmId, key } of incidents) found.add(alarmId, () => `incident ${key}`);
  return found.result;

  function fits(series: Series): boolean {
    if (ID.test(typed) && series.alarmId.startsWith(typed)) return true;
    if (series.name.toLowerCase() === named) return true;
    const incident = ledger.incidentOf(series);
    return incident !== undefined && keys.has(incident.key);
  }
}

function wordsFor(series: Series, zone: string): string {
  const { name, level, source, state } = series;
  const since = state === 'firing' ? 'firing since' : 'over, began';
  return `${name} (${level}), ${since} ${localTimeIn(zone, shownStart(series))}, from ${source}`;
}
