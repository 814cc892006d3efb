import type { PostedAlert } from './alertmanager.ts';

/** A series of alerts, as clients tell Alertmanager about it. */
export interface Series {
  readonly alertname: string;
  readonly severity: string;
  readonly instance: string;
}

/** The alert that says that a series fires from now on. */
export function firing({ alertname, severity, instance }: Series, startsAt = Date.now()): PostedAlert {
  return {
    labels: { alertname, severity, instance, job: 'shop' },
    annotations: { summary: `${alertname} on ${instance}` },
    startsAt: new Date(startsAt).toISOString(),
  };
}

/** The alert that says that it has ended just now. */
export function resolved(fired: PostedAlert): PostedAlert {
  return { ...fired, endsAt: new Date().toISOString() };
}

/** The webhook body in which Alertmanager passes alerts of one group on. */
export function webhookBody(alerts: readonly PostedAlert[]) {
  const status = ({ endsAt }: PostedAlert) => (endsAt === undefined ? 'firing' : 'resolved');
  return {
    receiver: 'coc',
    status: alerts.some((alert) => status(alert) === 'firing') ? 'firing' : 'resolved',
    alerts: alerts.map((alert) => ({
      endsAt: '0001-01-01T00:00:00Z',
      ...alert,
      status: status(alert),
      generatorURL: 'http://prometheus.example:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1',
    })),
    groupLabels: { job: 'shop' },
    commonLabels: { job: 'shop' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example:9093',
    version: '4',
    groupKey: '{}:{job="shop"}',
    truncatedAlerts: 0,
  };
}
