import { type AlarmId, type Alert, type Json, labelsFrom, OWN_SOURCE } from '../alerts/alert.ts';

/** The alert that monitoring is silent. */
const SILENCE = 'MonitoringSilent';

/** Which heartbeat is silent, since when, or until when. Times are epoch ms. */
export interface Silence {
  readonly source: string;
  readonly name: string;
  readonly alarmId: AlarmId;
  /** When it was found out. */
  readonly startsAt: number;
  /** When it was heard again; absent while it is silent. */
  readonly endsAt?: number;
  readonly description: string;
  /** What else the alarm tells. */
  readonly details: { readonly [key: string]: Json };
}

/** The agent's own alert about a silence, which becomes an alarm as any other: routes see its labels. */
export function silenceAlert({ source, name, alarmId, startsAt, endsAt, ...texts }: Silence): Alert {
  const { description, details } = texts;
  const fingerprint = fingerprintOf({ source, name });
  const labels = { alertname: SILENCE, severity: 'critical', silent_source: source, heartbeat: name };
  return {
    source: OWN_SOURCE,
    sourceType: 'agent',
    fingerprint,
    alarmId,
    status: endsAt === undefined ? 'firing' : 'resolved',
    level: 'Critical',
    severity: 'critical',
    levelKnown: true,
    startsAt,
    ...(endsAt !== undefined && { endsAt }),
    name: SILENCE,
    description,
    resourceName: fingerprint,
    links: [],
    labels: labelsFrom(Object.entries(labels)),
    annotations: labelsFrom([['description', description]]),
    details,
    test: false,
    raw: null,
  };
}

/** The identity of a heartbeat among the agent's own alerts. */
function fingerprintOf({ source, name }: Pick<Silence, 'source' | 'name'>): string {
  return `${source}/${name}`;
}

/** The heartbeat that a fingerprint stands for. */
export function heartbeatOf(fingerprint: string): Pick<Silence, 'source' | 'name'> {
  const [source = '', name = ''] = fingerprint.split('/');
  return { source, name };
}
