import type { IncidentRequest } from '../../../alerts/alarm.ts';
import { ALARM_LEVELS, type AlarmId, type AlarmLevel } from '../../../alerts/alert.ts';
import type { DueEntry, Told } from '../../events/entry.ts';
import type { Incident } from '../../ledger/incident.ts';
import { firingAlarms, type IncidentView } from '../../ledger/ledger-view.ts';

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

/**
 * Writes the texts of an incident that is about to be opened: they tell of the alarms that fire by now, and not of one
 * that is over. Any other entry is returned as it is. Pure.
 */
export function withTextsOfNow(
  view: IncidentView,
  entry: DueEntry,
  write: (request: IncidentRequest, covered: Covered) => IncidentTexts,
): DueEntry {
  const { body } = entry;
  if (body.kind !== 'open-incident') return entry;
  const incident = view.incident(body.key);
  if (!incident) return entry;
  const covered = coveredBy(view, incident);
  const texts = write(body.request, covered);
  return { ...entry, body: { ...body, request: { ...body.request, ...texts }, told: toldOf(covered) } };
}

/** What people know once they are told of these alarms. */
export function toldOf({ alarms, total }: Covered): Told {
  const level = ALARM_LEVELS.find((one) => alarms.some((alarm) => alarm.level === one));
  return { fires: true, alarms: total, ...(level !== undefined && { level }) };
}

/** Returns what an incident stands for now. */
export function coveredBy(view: IncidentView, incident: Incident): Covered {
  const { episode, textsOf = episode, policy, correlation, storm, follows, alarms: total = 1 } = incident;
  const firing = firingAlarms(view, incident);
  return {
    alarms: firing.map(({ alarmId, name, level, startedAt, resource }) => ({
      ...{ alarmId, name, level, startedAt },
      ...(resource !== undefined && { resource }),
    })),
    total: Math.max(total, firing.length),
    ownerFires: firing.some((one) => one.episode === textsOf),
    policy,
    ...(correlation !== undefined && { correlation }),
    ...(storm && { storm }),
    ...(follows && { follows }),
  };
}
