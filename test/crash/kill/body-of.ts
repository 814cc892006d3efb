import { type Told, textOf } from './account.ts';

/** The time before the first transition. Each transition of a series is a second after the one before. */
const EPOCH = Date.UTC(2026, 0, 1);

/** Makes the body of a webhook with these transitions, with extra labels. */
export function bodyOf(told: readonly Told[], labels: Readonly<Record<string, string>> = {}): object {
  return {
    ...{ receiver: 'coc', status: 'firing', version: '4', groupKey: '{}:{}', truncatedAlerts: 0 },
    ...{ groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
    externalURL: 'http://alertmanager.example',
    alerts: told.map((one) => alertOf(one, labels)),
  };
}

/** Makes one alert. The first series of each sender is critical, so that it opens incidents. */
function alertOf(told: Told, more: Readonly<Record<string, string>>) {
  const { series, number, status } = told;
  const severity = series.endsWith('x0') ? 'critical' : 'warning';
  return {
    status,
    labels: { ...more, alertname: series, severity, instance: 'node-1' },
    annotations: { description: textOf(told) },
    startsAt: at(status === 'firing' ? number : number - 1),
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : at(number),
    generatorURL: 'http://prometheus.example/graph',
  };
}

function at(number: number): string {
  return new Date(EPOCH + number * 1_000).toISOString();
}
