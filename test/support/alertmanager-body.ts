/** One alert as Alertmanager sends it. */
export interface SentAlert {
  readonly name: string;
  readonly status?: 'firing' | 'resolved';
  readonly severity?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Identity of the series; by default its labels. */
  readonly fingerprint?: string;
}

const STARTED = '2026-11-24T03:00:00Z';
const ENDED = '2026-11-24T03:05:00Z';
const NEVER = '0001-01-01T00:00:00Z';

/** A webhook body of Alertmanager (version 4) with these alerts. */
export function alertmanagerBody(...alerts: readonly SentAlert[]): object {
  return {
    receiver: 'coc',
    status: 'firing',
    version: '4',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example',
    alerts: alerts.map(
      ({
        name,
        status = 'firing',
        severity = 'warning',
        startsAt = STARTED,
        endsAt,
        labels,
        fingerprint,
      }) => ({
        status,
        labels: { alertname: name, severity, instance: 'node-1', ...labels },
        annotations: { summary: `${name} needs attention` },
        startsAt,
        endsAt: status === 'firing' ? NEVER : (endsAt ?? ENDED),
        generatorURL: 'http://prometheus.example/graph',
        ...(fingerprint !== undefined && { fingerprint }),
      }),
    ),
  };
}

/** A webhook body of Grafana (unified alerting) with the same alerts. */
export function grafanaBody(...alerts: readonly SentAlert[]): object {
  return { ...alertmanagerBody(...alerts), version: '1', orgId: 1 };
}
