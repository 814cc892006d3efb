import type { AgentView } from '../../observability/agent-view.ts';
import type { IncidentKey } from '../../outbox/events/entry.ts';
import type { Incident } from '../../outbox/ledger/incident.ts';
import type { LedgerReader } from '../../outbox/ledger/ledger.ts';
import { type EpisodeSeries, isActive } from '../../outbox/ledger/series.ts';
import { whereaboutsOf } from '../alarms/stored-alarms.ts';

/** Names of resources that a list shows of an incident. */
const SHOWN = 5;

/** The resources of an incident, for a list. */
export interface ResourceSummary {
  /** The first names: of those whose alarms fire, and then of the others. */
  readonly resources: readonly string[];
  readonly resourcesKnown: number;
}

/** Finds the alarms whose latest known episode belongs to each of these incidents, those that fire first, and longest. */
export function alarmsOfIncidents(
  incidents: readonly Incident[],
  ledger: LedgerReader,
): ReadonlyMap<IncidentKey, readonly EpisodeSeries[]> {
  const found = new Map(incidents.map(({ key }) => [key, [] as EpisodeSeries[]]));
  for (const series of ledger.everySeries()) {
    if (series.state === 'tombstone') continue;
    const key = ledger.incidentOf(series)?.key;
    if (key !== undefined) found.get(key)?.push(series);
  }
  for (const alarms of found.values())
    alarms.sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || a.startedAt - b.startedAt);
  return found;
}

/** Names of the resources of an incident, by its alarms, or else by its request. */
export function resourcesOf(incident: Incident, alarms: readonly EpisodeSeries[]): ResourceSummary {
  const { resource: asked } = incident;
  const named = alarms.flatMap(({ resource }) => resource ?? []);
  const all = [...new Set(asked === undefined || named.includes(asked) ? named : [...named, asked])];
  return { resources: all.slice(0, SHOWN), resourcesKnown: all.length };
}

/**
 * Returns the name of the resource of each alarm, in their order. Where the ledger has none, the last stored alarm tells;
 * undefined where nothing does.
 */
export async function resourcesByAlarm(
  outbox: Pick<AgentView['outbox'], 'alarmsOf'>,
  alarms: readonly EpisodeSeries[],
): Promise<readonly (string | undefined)[]> {
  const unnamed = alarms.filter(({ resource }) => resource === undefined);
  const stored = await outbox.alarmsOf(unnamed);
  const read = new Map(
    unnamed.map(({ alarmId }, i) => [alarmId, whereaboutsOf(stored[i]).resource ?? undefined]),
  );
  return alarms.map(({ alarmId, resource }) => resource ?? read.get(alarmId));
}
