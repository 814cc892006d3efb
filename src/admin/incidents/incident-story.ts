import type { AgentView } from '../../observability/agent-view.ts';
import { type IncidentKey, incidentLane } from '../../outbox/events/entry.ts';
import type { OutboxEvent, OutboxRecord } from '../../outbox/events/event.ts';
import { subjectIncident } from '../../outbox/events/event-subject.ts';
import type { Incident } from '../../outbox/ledger/incident.ts';
import type { LedgerReader } from '../../outbox/ledger/ledger.ts';
import { shownStart, shownState } from '../../outbox/ledger/series.ts';
import type { Clock } from '../../time/clock.ts';
import { withShortTexts } from '../short-texts.ts';
import { tellEvents } from '../story.ts';
import { waitingReader } from '../waiting/read-waiting.ts';
import { incidentSummary } from './incident-summary.ts';

/** Limit of alarms that the story of an incident names. */
const MAX_ALARMS = 500;
/** Limit of records that a story is told from: the latest ones. */
const MAX_RECORDS = 1_000;

/** Reads one incident, its alarms, and its story with times in a zone; undefined when the ledger does not know it. */
export async function readIncidentStory(
  view: AgentView,
  key: string,
  { clock, zone }: { readonly clock: Clock; readonly zone: string },
) {
  const { outbox } = view;
  const { ledger } = outbox.state;
  const incident = ledger.incident(key as IncidentKey);
  if (!incident) return undefined;
  const alarms = alarmsOfIncident(incident, ledger);
  const isOfIncident = (event: OutboxEvent) => subjectIncident(event) === key;
  const records: OutboxRecord[] = [];
  for await (const record of outbox.history(incident.alarmId)) {
    if (record.events.some(isOfIncident)) records.push(record);
    if (records.length > MAX_RECORDS) records.shift();
  }
  return {
    incident: incidentSummary(incident, view),
    waiting: waitingReader(view, { clock, zone })(incidentLane(incident.key), records),
    request: incident.request ?? null,
    alarms: alarms.slice(0, MAX_ALARMS).map(withShortTexts),
    alarmsKnown: alarms.length,
    steps: tellEvents(records, zone, isOfIncident),
  };
}

/** The alarms whose latest known episode belongs to the incident. */
function alarmsOfIncident({ key }: Incident, ledger: LedgerReader) {
  return [...ledger.everySeries()]
    .filter((series) => ledger.incidentOf(series)?.key === key)
    .map((series) => {
      const { alarmId, name, level } = series;
      const endedAt = series.state === 'firing' ? null : series.endedAt;
      return { alarmId, name, level, state: shownState(series), startedAt: shownStart(series), endedAt };
    });
}
