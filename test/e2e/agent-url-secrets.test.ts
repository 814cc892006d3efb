import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { everythingIn } from '../support/everything-in.ts';
import { fakeSourceApi } from '../support/fake-source-api.ts';
import { listedAlert } from '../support/listed-alert.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const PASSWORD = 'canary-in-a-url-0001';
const SECRET_URL = `https://scraper:${PASSWORD}@db.example/metrics`;
/** The same URL as a part of another one, as Prometheus links to an expression. */
const LINK = `http://prometheus.example/graph?g0.expr=${encodeURIComponent(`up{url="${SECRET_URL}"}`)}`;

/** Others that only the URL parser takes for URLs with a password. */
const ODD_URLS = [
  `http:\\\\scraper:${PASSWORD}@db.example/x`,
  `http:/scraper:${PASSWORD}@db.example/x`,
  `http:scraper:${PASSWORD}@db.example/x`,
  `//scraper:${PASSWORD}@db.example/x`,
  `http://scraper:a ${PASSWORD}@db.example/x`,
  `mysql://scraper:a"${PASSWORD}@db.example/x`,
  `http://scraper:<${PASSWORD}>@db.example/x`,
  `http://scraper:${PASSWORD}\n@db.example/x`,
  `http://scraper:a/${PASSWORD}@db.example/x`,
];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Copies of a JSON value, each with the URL added to one of its texts or keys. */
function withUrlSomewhere(value: Json): Json[] {
  if (typeof value === 'string') return [value.includes('://') ? LINK : `${value} ${SECRET_URL} ${LINK}`];
  if (Array.isArray(value))
    return value.flatMap((one, i) => withUrlSomewhere(one).map((changed) => value.with(i, changed)));
  if (typeof value !== 'object' || value === null) return [];
  const values = Object.entries(value).flatMap(([key, one]) =>
    withUrlSomewhere(one).map((changed) => ({ ...value, [key]: changed })),
  );
  return [...values, { ...value, [SECRET_URL]: SECRET_URL }];
}

const BODIES = [
  ['alertmanager', 'alertmanager/mixed-group.json'],
  ['grafana', 'grafana/unified-11.json'],
  ['zabbix', 'zabbix/media-type-problem.json'],
] as const;

it('keeps, shows and sends no password of a URL, in whatever field of an alert it comes', async () => {
  const emulator = await runEmulator();
  const listed = { ...listedAlert({ name: 'Listed' }), generatorURL: LINK };
  const api = await fakeSourceApi(({ path }) => {
    if (path === '/api/v2/status') return { body: { uptime: '2026-11-24T00:00:00Z' } };
    return {
      body: [...withUrlSomewhere({ annotations: { a: 'b' }, c: 'd' }), listed].map((more) => ({
        ...listed,
        ...(more as object),
      })),
    };
  });
  onTestFinished(() => api.stop());
  const directory = await temporaryDirectory();
  const reconcile = `{ url: '${api.url}', receivers: [coc], every: 100ms, grace: 300ms, missedAfter: 1ms }`;
  const agent = await runAgent({
    cocUrl: emulator.url,
    directory,
    sources: `alertmanager: { type: alertmanager }
  grafana: { type: grafana }
  zabbix: { type: zabbix }
  asked: { type: alertmanager, reconcile: ${reconcile} }`,
  });
  const seen: string[] = [];
  const statuses = new Map<number, number>();
  const post = async (source: string, body: string | Buffer | object) => {
    const { status, text } = await agent.post(source, body);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    seen.push(text);
  };
  for (const [source, file] of BODIES)
    for (const body of withUrlSomewhere(JSON.parse(readFileSync(`test/fixtures/${file}`, 'utf8'))))
      await post(source, body as object);
  const alertmanager = JSON.parse(readFileSync(`test/fixtures/${BODIES[0][1]}`, 'utf8'));
  for (const url of ODD_URLS) {
    const [alert] = alertmanager.alerts;
    const odd = { ...alert, labels: { ...alert.labels, url }, annotations: { description: `see ${url}` } };
    await post('alertmanager', { ...alertmanager, alerts: [odd] });
    await post('alertmanager', `no JSON, but ${url} and "${JSON.stringify(url)}"`);
  }
  const unreadable = `no JSON, but ${SECRET_URL} and "${JSON.stringify(SECRET_URL).replaceAll('/', '\\/')}"`;
  await post('alertmanager', unreadable);
  await post('alertmanager', Buffer.from(`\ufeff${unreadable}`, 'utf16le'));
  await post('alertmanager', Buffer.from(`\ufeff${unreadable}`, 'utf16le').swap16());
  await post('alertmanager', { alerts: [{ labels: SECRET_URL, status: LINK }] });
  await until('the listed alert has arrived', () =>
    emulator.alarms().some(({ body }) => body?.alarmName === 'Listed'),
  );
  await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);

  const alarms: { alarms: { alarmId: string }[] } = JSON.parse(
    (await agent.admin('/api/v1/alarms?limit=500')).text,
  );
  const deadLetters = JSON.parse((await agent.admin('/api/v1/dead-letters?limit=500')).text).deadLetters as {
    id: string;
  }[];
  const pages = [
    '/',
    '/metrics',
    '/api/v1/status',
    '/api/v1/incidents',
    '/api/v1/alarms',
    '/api/v1/dead-letters',
  ];
  const stories = alarms.alarms.map(({ alarmId }) => `/api/v1/alarms/${alarmId}`);
  for (const path of [...pages, ...stories, ...deadLetters.map(({ id }) => `/api/v1/dead-letters/${id}`)]) {
    const { status, text } = await agent.admin(path);
    expect([path, status]).toEqual([path, 200]);
    seen.push(text);
  }
  await agent.stop();

  expect(statuses.get(200)).toBeGreaterThan(50);
  expect(statuses.get(400)).toBeGreaterThanOrEqual(3);
  expect([stories.length > 3, deadLetters.length >= 4]).toEqual([true, true]);
  const disk = await everythingIn(join(directory, 'data'));
  const kept = disk + (disk.match(/"bodyBase64":"[^"]*"/g) ?? []).map(decoded).join('\n');
  const places = {
    answers: seen.join('\n'),
    'answers, decoded': (seen.join('\n').match(/"bodyBase64":"[^"]*"/g) ?? []).map(decoded).join('\n'),
    log: agent.log(),
    disk: kept,
    'what COC was sent': JSON.stringify([emulator.alarms(), emulator.incidents(), emulator.requests(10_000)]),
  };
  expect(places.disk).toContain('https://db.example/metrics');
  expect(places['what COC was sent']).toContain('https://db.example/metrics');
  for (const [place, text] of Object.entries(places)) {
    const at = text.indexOf(PASSWORD);
    expect(at < 0 ? '' : text.slice(Math.max(0, at - 90), at + 50), `the ${place}`).toBe('');
    expect(text.includes('scraper'), `the user stands in the ${place}`).toBe(false);
  }
});

/** The body that a dead letter keeps, in the encodings that it may have. */
function decoded(field: string): string {
  const bytes = Buffer.from(field.slice('"bodyBase64":"'.length, -1), 'base64');
  const swapped = Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
  return [bytes.toString('latin1'), bytes.toString('utf16le'), swapped.toString('utf16le')].join('\n');
}
