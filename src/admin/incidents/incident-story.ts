import type { AgentView } from '../../observability/agent-view.ts';
import type { IncidentKey } from '../../outbox/events/entry.ts';
import { incidentLane, remarkLane } from '../../outbox/events/entry-place.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import type { Incident } from '../../outbox/ledger/incident.ts';
import { type EpisodeSeries, shownStart, shownState } from '../../outbox/ledger/series.ts';
import type { Clock } from '../../time/clock.ts';
import { withShortTexts } from '../short-texts.ts';
import { waitingReader } from '../waiting/read-waiting.ts';
import { alarmsOfIncidents, resourcesByAlarm, resourcesOf } from './alarms-of-incident.ts';
import { incidentSummary } from './incident-summary.ts';
import { type Member, mayTell, tellIncident } from './tell-incident.ts';

/** Limit of alarms that the story of an incident names. */
const MAX_ALARMS = 500;
/** Limit of records that a story is told from: the latest ones. */
const MAX_RECORDS = 2_000;

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
  const all = alarmsOfIncidents([incident], ledger).get(incident.key) ?? [];
  const alarms = all.slice(0, MAX_ALARMS);
  const resources = await resourcesByAlarm(outbox, alarms);
  const named = alarms.map((series, i) => ({ series, resource: resources[i] }));
  const records: OutboxRecord[] = [];
  const ids = new Set([incident.alarmId, ...alarms.map(({ alarmId }) => alarmId)]);
  for await (const record of outbox.history(...ids)) {
    if (record.events.some((event) => mayTell(event, incident.key))) records.push(record);
    if (records.length > MAX_RECORDS) records.shift();
  }
  const waitingOf = waitingReader(view, { clock, zone });
  const summary = incidentSummary(incident, view, resourcesOf(incident, all));
  return {
    incident: summary,
    waiting: waitingOf(incidentLane(incident.key), records) ?? waitingOf(remarkLane(incident.key), records),
    request: incident.request ?? null,
    alarms: named.map(({ series, resource }) => withShortTexts(alarmRow(series, resource))),
    alarmsKnown: all.length,
    steps: tellIncident(records, { key: incident.key, members: membersOf(incident, named), zone }),
  };
}

interface NamedSeries {
  readonly series: EpisodeSeries;
  readonly resource: string | undefined;
}

function alarmRow(series: EpisodeSeries, resource: string | undefined) {
  const { alarmId, name, level } = series;
  const endedAt = series.state === 'firing' ? null : series.endedAt;
  const about = { alarmId, name, level, state: shownState(series), startedAt: shownStart(series), endedAt };
  return { ...about, resource: resource ?? null };
}

/** The alarms of an incident, with the one that asked for it, whatever became of that. */
function membersOf(incident: Incident, named: readonly NamedSeries[]): readonly Member[] {
  const { alarmId, episode, names: [name = alarmId] = [], resource } = incident;
  return [
    { alarmId, episode, name, resource },
    ...named.map(({ series, resource }) => ({
      ...{ alarmId: series.alarmId, episode: series.episode, name: series.name },
      resource,
    })),
  ];
}
