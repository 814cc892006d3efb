import type { IncidentRequest } from '../../../alerts/alarm.ts';
import { ALARM_LEVELS, type AlarmId, type AlarmLevel } from '../../../alerts/alert.ts';
import type { DueEntry, EpisodeId, Told } from '../../events/entry.ts';
import type { Incident } from '../../ledger/incident.ts';
import { firingAlarms, type IncidentView } from '../../ledger/ledger-view.ts';
import type { EpisodeSeries } from '../../ledger/series.ts';

/** Firing alarm of an incident. */
export interface CoveredAlarm {
  readonly alarmId: AlarmId;
  readonly name: string;
  readonly level: AlarmLevel;
  /** Begin of the problem by the source's clock, epoch ms. */
  readonly startedAt: number;
  /** Name of its resource, if it has one and the incident is shared. */
  readonly resource?: string;
}

/** What an incident stands for at the moment at which COC is asked for it. */
export interface Covered extends Pick<Incident, 'policy' | 'correlation' | 'storm' | 'follows'> {
  /** Alarms that fire, the one that fires longest first. */
  readonly alarms: readonly CoveredAlarm[];
  /** Number of alarms that it ever stood for. */
  readonly total: number;
  /** True when the alarm fires whose texts the request has. */
  readonly ownerFires: boolean;
}

/** Texts of an incident. */
export type IncidentTexts = Pick<IncidentRequest, 'title' | 'description' | 'tail'>;

/** Writes the texts of a request for what its incident stands for. */
export type IncidentWriter = (request: IncidentRequest, covered: Covered) => IncidentTexts;

/** Alarm that speaks for an incident, and what it would ask for. */
export interface Speaker {
  readonly episode: EpisodeId;
  readonly request: IncidentRequest;
}

/**
 * Returns the alarm that is to speak for an incident that is about to be opened, because the one with its texts is over;
 * undefined where that fires, or nobody is known who does. Pure.
 */
export function otherSpeaker(view: IncidentView, { body }: DueEntry): EpisodeSeries | undefined {
  const incident = body.kind === 'open-incident' ? view.incident(body.key) : undefined;
  if (!incident) return undefined;
  const firing = firingAlarms(view, incident);
  return firing.some((one) => one.episode === textsOf(incident)) ? undefined : firing[0];
}

/**
 * Writes the texts of an incident that is about to be opened: they tell of the alarms that fire by now, and not of one
 * that is over, in whose place `speaker` speaks. Any other entry is returned as it is. Pure.
 */
export function withTextsOfNow(
  view: IncidentView,
  entry: DueEntry,
  { write, speaker }: { readonly write: IncidentWriter; readonly speaker?: Speaker | undefined },
): DueEntry {
  const { body } = entry;
  if (body.kind !== 'open-incident') return entry;
  const incident = view.incident(body.key);
  if (!incident) return entry;
  const covered = coveredBy(view, speaker ? { ...incident, textsOf: speaker.episode } : incident);
  const request = speaker ? spokenBy(speaker, body.request) : body.request;
  const texts = write(request, covered);
  return { ...entry, body: { ...body, request: { ...request, ...texts }, told: toldOf(covered) } };
}

/** A request with the texts of another alarm. */
function spokenBy(
  { request }: Speaker,
  { tail: _, hasOwnTitle: __, ...own }: IncidentRequest,
): IncidentRequest {
  const { title, description, tail, hasOwnTitle } = request;
  return { ...own, title, description, ...(tail && { tail }), ...(hasOwnTitle && { hasOwnTitle }) };
}

/** What people know once they are told of these alarms. */
export function toldOf({ alarms, total }: Covered): Told {
  const level = ALARM_LEVELS.find((one) => alarms.some((alarm) => alarm.level === one));
  return { fires: true, alarms: total, ...(level !== undefined && { level }) };
}

/** Episode of the alarm from which the texts of an incident were rendered. */
function textsOf(incident: Incident): EpisodeId {
  return incident.textsOf ?? incident.episode;
}

/** Returns what an incident stands for now. */
export function coveredBy(view: IncidentView, incident: Incident): Covered {
  const { policy, correlation, storm, follows, alarms: total = 1 } = incident;
  const firing = firingAlarms(view, incident);
  return {
    alarms: firing.map(({ alarmId, name, level, startedAt, resource }) => ({
      ...{ alarmId, name, level, startedAt },
      ...(resource !== undefined && { resource }),
    })),
    total: Math.max(total, firing.length),
    ownerFires: firing.some((one) => one.episode === textsOf(incident)),
    policy,
    ...(correlation !== undefined && { correlation }),
    ...(storm && { storm }),
    ...(follows && { follows }),
  };
}
