import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import type { Alarm } from '../../../src/alerts/alarm.ts';
import type { Alert } from '../../../src/alerts/alert.ts';
import { createDeadLetterChanges } from '../../../src/dead-letters/dead-letter-changes.ts';
import type { BodySizes } from '../../../src/http/body-sizes.ts';
import { createIncidentDecisions } from '../../../src/incidents/incident-decisions.ts';
import { routeAlerts } from '../../../src/intake/route-alerts.ts';
import { MemoryDeadLetters } from '../../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../../src/journals/memory/memory-journal.ts';
import { beginAtZero } from '../../../src/observability/begin-at-zero.ts';
import { createLog } from '../../../src/observability/create-log.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import { observeRecord } from '../../../src/observability/observe-record.ts';
import type { IncidentTexts } from '../../../src/outbox/decide/incidents/covered-alarms.ts';
import type { Remark } from '../../../src/outbox/decide/incidents/remark.ts';
import { Outbox } from '../../../src/outbox/outbox.ts';
import type { Router } from '../../../src/routing/route.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { Source } from '../../../src/sources/source-port.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { createWebhookApp, type WebhookDeps } from '../../../src/webhooks/webhook-app.ts';
import { HandReferenceReader } from '../../support/hand-reference-reader.ts';

export const BEARER = 'bearer-canary-7f3a';
export const PASSWORD = 'basic-canary-91cc';
export const HMAC_SECRET = 'hmac-canary-55d0';
export const CANARIES = [BEARER, PASSWORD, HMAC_SECRET];

export const MAX_BODY = 64 * 1_024;

export const POLICY = {
  configuration: 'c1',
  writeIncident: ({ title, description }: IncidentTexts): IncidentTexts => ({ title, description }),
  writeRemark: ({ news }: Remark) => news.map(({ kind }) => kind).join(', '),
  unmatchedResolve: 'record',
  resendOn: new Set<'level' | 'description' | 'labels'>(['level']),
  collapse: false,
  resolveHoldMs: 0,
  lateFireWindowMs: 300_000,
  reassertEveryMs: Number.POSITIVE_INFINITY,
  backoff: { initialMs: 1_000, maxMs: 300_000 },
  confirmRejectedAfterMs: 60_000,
  incidentLookupDelayMs: 30_000,
  incidentLookupMaxMs: 300_000,
  incidentAbsentAfterMs: 120_000,
  incidentListLagMs: 90_000,
  incidentAskAfterMs: 1_800_000,
  incidentRules: new Map(),
  maxIncidentsPerHour: Number.POSITIVE_INFINITY,
  stormGatherMs: 0,
  maxEntries: 1_000,
  maxSeriesPerSource: 1_000,
  maxBytes: 2 ** 30,
} as const;

const running: Server[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Serves on a free port until the test is over; answers the URL. */
export async function serve(app: RequestListener): Promise<string> {
  const server = createServer(app);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sources of every kind of credentials: `open`, `guarded` (bearer or basic), `signed` (HMAC). */
function someSources(): ReadonlyMap<string, Source> {
  const guarded = {
    type: 'alertmanager',
    auth: { bearer: { token: BEARER }, basic: { user: 'am', password: PASSWORD } },
  };
  const signed = { type: 'grafana', auth: { hmac: { secret: HMAC_SECRET } } };
  const am = (name: string, config: unknown) =>
    createAlertmanagerSource(name, alertmanagerSourceSchema.parse(config), {
      levels: {},
      clock: systemClock,
    });
  const sources = [
    am('open', { type: 'alertmanager' }),
    am('guarded', guarded),
    createGrafanaSource('signed', grafanaSourceSchema.parse(signed), { levels: {}, clock: systemClock }),
  ];
  return new Map(sources.map((source) => [source.name, source]));
}

/** The real outbox in memory, and everything around it that the listeners need. */
export async function makeParts() {
  const metrics = createMetrics({ version: '1.2.3' });
  const lines: string[] = [];
  const log = createLog({
    level: 'debug',
    format: 'json',
    destination: { write: (line) => void lines.push(line) },
  });
  const journal = new MemoryJournal();
  const deadLetters = new MemoryDeadLetters();
  const outbox: Outbox = new Outbox({
    journal,
    deadLetters,
    clock: systemClock,
    random: () => 0.5,
    policy: POLICY,
    onRecord: (record) =>
      observeRecord(metrics, record, (alarmId) => outbox.state.ledger.series(alarmId)?.source),
  });
  await outbox.open();
  const sources = someSources();
  beginAtZero(metrics, sources.keys());
  const router: Router = (alert) => ({ ...routedFrom(alert), templateErrors: [] });
  const deadLetterChanges = createDeadLetterChanges({
    outbox,
    deadLetters,
    sources: () => sources,
    sourceNamesNow: () => new Map(),
    router: () => router,
    routeAlerts: (source, alerts, now) => routeAlerts(source, alerts, { router, now }),
    now: systemClock.now,
    onError: (error) => lines.push(error.message),
  });
  const coc = new HandReferenceReader();
  const incidents = createIncidentDecisions({
    ...{ outbox, reader: coc, onFailure: coc.onFailure },
    onError: (error) => lines.push(error.message),
  });
  return { metrics, lines, log, journal, deadLetters, outbox, sources, deadLetterChanges, incidents, coc };
}

export type Parts = Awaited<ReturnType<typeof makeParts>>;

/** Room for eight of the largest bodies, of which one is as large as many small ones. */
export function bodySizesUpTo(largestBytes: number): BodySizes {
  return {
    largestBytes,
    largeRoomBytes: largestBytes * 8,
    smallBytes: largestBytes / 4,
    smallRoomBytes: largestBytes * 4,
    limitedByMemory: false,
  };
}

/** What the webhooks listener needs, over these parts; a test changes what it is about. */
export function webhookDeps(parts: Parts, changes: Partial<WebhookDeps> = {}): WebhookDeps {
  const { outbox, sources, metrics, log } = parts;
  return {
    sources: () => sources,
    takeIn: (source, alerts) =>
      outbox.accept({
        source: source.name,
        arrivals: alerts.flatMap((read) =>
          'alert' in read ? [{ alert: read.alert, routed: routedFrom(read.alert) }] : [],
        ),
        unreadable: alerts.flatMap((read) => ('invalid' in read ? [read.invalid] : [])),
      }),
    keepUnreadableBody: (source, body, detail) => outbox.keepUnreadableBody(source, body, detail),
    refusal: () => outbox.refusal(),
    alarmIdOf: ({ alarmId }) => alarmId,
    incidentOf: () => undefined,
    bodySizes: () => bodySizesUpTo(MAX_BODY),
    clock: systemClock,
    metrics,
    log,
    ...changes,
  };
}

function routedFrom(alert: Alert) {
  const alarm: Alarm = {
    alarmId: alert.alarmId,
    integration: 'default',
    alarmName: alert.name,
    alarmLevel: alert.level,
    time: 0,
    nameSpace: '',
    regionId: 'r',
    applicationId: 'a',
    resourceName: '',
    resourceId: '',
    alarmDesc: alert.description,
    urls: [],
    alarmStatus: alert.status === 'firing' ? 'alarm' : 'ok',
    alarmSource: 'Alertmanager',
  };
  return { kind: 'alarm', alarm, route: 'default' } as const;
}

/** A running webhooks listener over the real outbox. */
export async function startWebhooks(changes: Partial<WebhookDeps> = {}) {
  const parts = await makeParts();
  const url = await serve(createWebhookApp(webhookDeps(parts, changes)));
  return { ...parts, url };
}

/** An Alertmanager body with these alerts. */
export function alertmanagerBody(...alerts: readonly unknown[]): string {
  return JSON.stringify({ version: '4', receiver: 'coc', status: 'firing', groupKey: '{}', alerts });
}

/** One firing alert of the series of this name. */
export function firing(alertname: string, severity = 'critical') {
  return {
    status: 'firing',
    labels: { alertname, severity },
    annotations: {},
    startsAt: '2026-11-24T01:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: Buffer.from(alertname).toString('hex').padEnd(16, '0').slice(0, 16),
  };
}
