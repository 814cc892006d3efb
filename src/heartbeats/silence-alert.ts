import { type AlarmId, type Alert, type Json, labelsFrom, OWN_SOURCE } from '../alerts/alert.ts';
import { silenceFingerprint } from '../alerts/silence-fingerprint.ts';

/** Name of the alert about silent monitoring. */
const SILENCE = 'MonitoringSilent';

/** A heartbeat that is silent, or was. Times are epoch ms. */
export interface Silence {
  readonly source: string;
  readonly name: string;
  readonly alarmId: AlarmId;
  /** The time when the agent noticed the silence. */
  readonly startsAt: number;
  /** The time of the next heartbeat; absent while it is silent. */
  readonly endsAt?: number;
  readonly description: string;
  /** Further fields of the alarm. */
  readonly details: { readonly [key: string]: Json };
}

/**
 * The agent's own alert about a silence. It becomes an alarm like any other alert, and routes match its
 * labels.
 */
export function silenceAlert({ source, name, alarmId, startsAt, endsAt, ...texts }: Silence): Alert {
  const { description, details } = texts;
  const fingerprint = silenceFingerprint({ source, name });
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
