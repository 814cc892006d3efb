import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import type { Alert } from '../../../src/alerts/alert.ts';
import type { Arrival } from '../../../src/outbox/decide/decision.ts';
import { plainAlarm } from '../../../src/routing/render-alarm.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { systemClock } from '../../../src/time/clock.ts';

/**
 * The stream of alerts that every part of the bench uses. Alert `n` belongs to series `n % series`. Each
 * series fires and resolves in turn, each time later than before, so every alert is stored and delivered, and
 * none is a repeat.
 */
export interface Stream {
  readonly from: number;
  readonly count: number;
  readonly series: number;
}

const FIRST_START = Date.UTC(2026, 0, 1);
const EPISODE_MS = 2_000;

/** The properties of one alert of the stream. */
interface Place {
  readonly fingerprint: string;
  readonly instance: string;
  readonly status: 'firing' | 'resolved';
  readonly startsAt: number;
  readonly endsAt: number | undefined;
}

function placeOf(n: number, series: number): Place {
  const round = Math.floor(n / series);
  const startsAt = FIRST_START + Math.floor(round / 2) * EPISODE_MS;
  const number = n % series;
  const firing = round % 2 === 0;
  return {
    fingerprint: number.toString(16).padStart(16, '0'),
    instance: `node-${number}.rack-7.example.internal:9100`,
    status: firing ? 'firing' : 'resolved',
    startsAt,
    endsAt: firing ? undefined : startsAt + EPISODE_MS / 2,
  };
}

function alertJson({ fingerprint, instance, status, startsAt, endsAt }: Place): string {
  const started = new Date(startsAt).toISOString();
  const ended = endsAt === undefined ? '0001-01-01T00:00:00Z' : new Date(endsAt).toISOString();
  return (
    `{"status":"${status}","labels":{"alertname":"NodeFilesystemAlmostOutOfSpace","cluster":"prod-eu-1",` +
    `"device":"/dev/vda1","fstype":"ext4","instance":"${instance}","job":"node-exporter","mountpoint":"/var",` +
    `"namespace":"monitoring","severity":"warning","team":"platform"},"annotations":{"description":"Filesystem on ` +
    `/dev/vda1 at ${instance} has only 2.81% available space left, and it has been so for fifteen minutes.",` +
    `"runbook_url":"https://runbooks.example.com/node/filesystem","summary":"Filesystem is almost out of space."},` +
    `"startsAt":"${started}","endsAt":"${ended}","generatorURL":"http://prometheus.example.com/graph?g0.expr=x",` +
    `"fingerprint":"${fingerprint}"}`
  );
}

/** Makes a webhook body of Alertmanager with the next `count` alerts of a stream. */
export function webhookBody({ from, count, series }: Stream): string {
  const alerts = Array.from({ length: count }, (_, i) => alertJson(placeOf(from + i, series)));
  return (
    '{"receiver":"coc","status":"firing","version":"4","groupKey":"{}:{cluster=\\"prod-eu-1\\"}","truncatedAlerts":0,' +
    '"groupLabels":{"cluster":"prod-eu-1"},"commonLabels":{"cluster":"prod-eu-1"},"commonAnnotations":{},' +
    `"externalURL":"http://alertmanager.example.com","alerts":[${alerts.join(',')}]}`
  );
}

/** Makes the list of active alerts in which this many series of the stream fire for the first time. */
export function activeList(series: number): string {
  const listed = Array.from({ length: series }, (_, n) => ({
    ...JSON.parse(alertJson(placeOf(n, series))),
    endsAt: '2036-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    receivers: [{ name: 'coc' }],
    status: { state: 'active', inhibitedBy: [], silencedBy: [] },
  }));
  return JSON.stringify(listed);
}

const SOURCE = 'alertmanager';

function templateOf(status: Place['status']): Alert {
  const source = createAlertmanagerSource(
    SOURCE,
    { type: 'alertmanager' },
    { levels: {}, clock: systemClock },
  );
  const from = status === 'firing' ? 0 : 1;
  const [read] = source.read(Buffer.from(webhookBody({ from, count: 1, series: 1 })), FIRST_START);
  if (!read || !('alert' in read)) throw new Error('the template alert can not be read');
  return read.alert;
}

const TEMPLATES = { firing: templateOf('firing'), resolved: templateOf('resolved') };

/** Makes alert `n` of a stream, read and routed as the webhook listener passes it to the outbox. */
export function arrivalOf(n: number, series: number): Arrival {
  const { endsAt, ...place } = placeOf(n, series);
  const { fingerprint, instance, status, startsAt } = place;
  const template = TEMPLATES[status];
  const alert: Alert = {
    ...template,
    fingerprint,
    startsAt,
    ...(endsAt !== undefined && { endsAt }),
    alarmId: makeAlarmId('am', SOURCE, fingerprint),
    labels: { ...template.labels, instance },
    raw: JSON.parse(alertJson(placeOf(n, series))),
  };
  const alarm = { ...plainAlarm(alert, startsAt), applicationId: '65659ae2f42bf80e5f3f0635' };
  return { alert, routed: { kind: 'alarm', alarm, route: 'none' } };
}
