import type { AgentView } from '../../observability/agent-view.ts';
import type { IncidentKey } from '../../outbox/events/entry.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { subjectIncident } from '../../outbox/events/event-subject.ts';
import type { Incident } from '../../outbox/ledger/incident.ts';
import type { LedgerReader } from '../../outbox/ledger/ledger.ts';
import { shownState } from '../../outbox/ledger/series.ts';
import { storyOf } from '../alarms/story.ts';
import type { Page } from '../page-of.ts';

/** So many alarms of an incident are named, and its story is told from so many of its latest records. */
const MAX_ALARMS = 500;
const MAX_RECORDS = 1_000;

/** A page of the incidents, those asked for last first; of some states only, when any are given. */
export function listIncidents({ outbox }: AgentView, states: ReadonlySet<string>, { limit, offset }: Page) {
  const { ledger } = outbox.state;
  const all = [...ledger.everyIncident()]
    .filter(({ state }) => states.size === 0 || states.has(state))
    .sort((a, b) => b.requestedAt - a.requestedAt);
  const incidents = all.slice(offset, offset + limit).map((incident) => summaryOf(incident, ledger));
  return { total: all.length, incidents };
}

/** What is known of one incident, its alarms, and what happened to it, told in a zone; undefined when nothing is. */
export async function readIncident({ outbox }: AgentView, key: string, zone: string) {
  const { ledger } = outbox.state;
  const incident = ledger.incident(key as IncidentKey);
  if (!incident) return undefined;
  const alarms = alarmsOf(incident, ledger);
  const records: OutboxRecord[] = [];
  for await (const record of outbox.history(incident.alarmId)) {
    const events = record.events.filter((event) => subjectIncident(event) === key);
    if (events.length > 0) records.push({ ...record, events });
    if (records.length > MAX_RECORDS) records.shift();
  }
  return {
    incident: summaryOf(incident, ledger),
    request: incident.request ?? null,
    alarms: alarms.slice(0, MAX_ALARMS),
    alarmsKnown: alarms.length,
    steps: storyOf(incident.alarmId, records, zone),
  };
}

/** What is told of an incident in a list. Times are epoch ms. */
function summaryOf(incident: Incident, ledger: LedgerReader) {
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

/** The alarms whose episode is the latest that we know, and belongs to the incident. */
function alarmsOf({ key }: Incident, ledger: LedgerReader) {
  return [...ledger.everySeries()]
    .filter((series) => ledger.incidentOf(series)?.key === key)
    .map((series) => {
      const { alarmId, name, level, startedAt } = series;
      const endedAt = series.state === 'firing' ? null : series.endedAt;
      return { alarmId, name, level, state: shownState(series), startedAt, endedAt };
    });
}
