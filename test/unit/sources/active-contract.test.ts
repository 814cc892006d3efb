import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { z } from 'zod';
import type { Alert } from '../../../src/alerts/alert.ts';
import type { ActiveAlerts, ActiveList, SourceFault } from '../../../src/sources/active-alerts.ts';
import { createAlertmanagerActive } from '../../../src/sources/alertmanager/active.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaActive } from '../../../src/sources/grafana/active.ts';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { Source } from '../../../src/sources/source-port.ts';
import { createZabbixActive } from '../../../src/sources/zabbix/active.ts';
import { zabbixSourceSchema } from '../../../src/sources/zabbix/config.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { systemClock } from '../../../src/time/clock.ts';
import {
  type FakeAnswer,
  type FakeSourceApi,
  fakeSourceApi,
  type GotRequest,
} from '../../support/fake-source-api.ts';

const deps = { levels: {}, clock: systemClock };
const SECRET = 'a-secret-that-nobody-may-read';
const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

function read<S extends z.ZodType>(schema: S, config: unknown): z.output<S> {
  return schema.parse(config);
}

interface Adapter {
  readonly source: Source;
  readonly body: string;
  readonly answer: (request: GotRequest) => FakeAnswer;
  readonly active: (url: string, more?: object) => ActiveAlerts;
}

const fixture = (path: string) => readFileSync(`test/fixtures/${path}`, 'utf8');
const bearer = { bearer: { token: SECRET } };
const inFile = (tokenFile: string) => ({ auth: { bearer: { tokenFile } } });

const alertmanager: Adapter = {
  source: createAlertmanagerSource('main', { type: 'alertmanager' }, deps),
  body: fixture('alertmanager/mixed-group.json'),
  answer: ({ path }) =>
    path === '/api/v2/status'
      ? { body: { uptime: '2026-11-24T03:00:00.000Z' } }
      : { body: fixture('active/alertmanager.json') },
  active(url, more) {
    const reconcile = { url, receivers: ['bridge'], auth: bearer, ...more };
    const config = read(alertmanagerSourceSchema, { type: 'alertmanager', reconcile });
    return createAlertmanagerActive('main', config.reconcile as NonNullable<typeof config.reconcile>, deps);
  },
};

const grafana: Adapter = {
  source: createGrafanaSource('main', { type: 'grafana', noDataLevel: 'Minor' }, deps),
  body: fixture('grafana/unified-11.json'),
  answer: () => ({ body: fixture('active/grafana.json') }),
  active(url, more) {
    const reconcile = { url, receivers: ['Debug webhook'], auth: bearer, ...more };
    const config = read(grafanaSourceSchema, { type: 'grafana', reconcile });
    const asked = { ...config, reconcile: config.reconcile as NonNullable<typeof config.reconcile> };
    return createGrafanaActive('main', asked, deps);
  },
};

const zabbixResults: Record<string, unknown[]> = JSON.parse(fixture('active/zabbix.json'));

const zabbix: Adapter = {
  source: createZabbixSource('main', { type: 'zabbix', identity: 'event' }, deps),
  body: fixture('zabbix/problem.json'),
  answer({ body }) {
    const { method, params } = JSON.parse(body);
    if (method === 'apiinfo.version') return { body: { jsonrpc: '2.0', result: '6.0.14', id: 1 } };
    const isOther = method === 'problem.get' && (params.source !== 0 || params.object !== 0);
    return { body: { jsonrpc: '2.0', result: isOther ? [] : (zabbixResults[method] ?? []), id: 1 } };
  },
  active(url, more) {
    const config = read(zabbixSourceSchema, { type: 'zabbix', reconcile: { url, auth: bearer, ...more } });
    const asked = { ...config, reconcile: config.reconcile as NonNullable<typeof config.reconcile> };
    return createZabbixActive('main', asked, deps);
  },
};

const signal = new AbortController().signal;

async function ask(adapter: Adapter, answer = adapter.answer, more: object = {}) {
  const api: FakeSourceApi = await fakeSourceApi(answer);
  const active = adapter.active(api.url, more);
  open.push({ stop: () => active.close() }, api);
  return { api, active, list: await active.list(signal) };
}

async function firstOf(list: ActiveList): Promise<Alert> {
  const [first] = list.alerts;
  const whole = await list.read(first ? [first] : [], signal);
  const [one] = whole.kind === 'read' ? whole.alerts : [];
  if (!one || !('alert' in one)) throw new Error('the first alert of the list could not be read');
  return one.alert;
}

describe.each([
  ['Alertmanager', alertmanager],
  ['Grafana', grafana],
  ['Zabbix', zabbix],
])('what %s says is active', (_name, adapter) => {
  it('becomes the alarm that the webhook makes: id, fingerprint, name, level, start, labels, places', async () => {
    const { list } = await ask(adapter);
    if (list.kind !== 'active') throw new Error(list.detail);
    const told = adapter.source
      .read(Buffer.from(adapter.body), 0)
      .flatMap((one) => ('alert' in one && one.alert.status === 'firing' ? [one.alert] : []))[0] as Alert;
    const alert = await firstOf(list);

    expect(list.alerts[0]).toMatchObject({
      alarmId: told.alarmId,
      level: told.level,
      startsAt: told.startsAt,
      state: 'active',
      ours: true,
    });
    const { alarmId, fingerprint, name, level, startsAt, namespace, resourceName, application, severity } =
      told;
    expect(alert).toMatchObject({ alarmId, fingerprint, name, level, startsAt, status: 'firing' });
    expect(alert).toMatchObject(
      Object.fromEntries(
        Object.entries({ namespace, resourceName, application, severity }).filter(
          ([, value]) => value !== undefined,
        ),
      ),
    );
    expect(Object.fromEntries(Object.entries(alert.labels))).toMatchObject(
      Object.fromEntries(Object.entries(told.labels)),
    );
  });

  it('is not asked for with a secret file that was emptied', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'active-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'token');
    writeFileSync(file, 'a-token');
    const { api, active, list } = await ask(adapter, adapter.answer, inFile(file));
    expect(list.kind).toBe('active');
    const asked = api.requests.length;
    writeFileSync(file, ' \n');
    await sleep(1_050);
    const words = `cannot use the secret file ${file}: it is empty; write the secret into it`;
    const detail = expect.stringContaining(words);
    expect(await active.list(signal)).toMatchObject({ kind: 'unreachable', fault: 'access', detail });
    expect(api.requests).toHaveLength(asked);
  });

  it.each<[string, FakeAnswer, SourceFault, RegExp]>([
    ['401', { status: 401, body: 'who?' }, 'access', /401; check reconcile.auth/],
    ['404', { status: 404, body: 'what?' }, 'address', /404; check the path/],
    [
      '302',
      { status: 302, headers: { location: '/login' }, body: '' },
      'address',
      /302; write the target of the redirect/,
    ],
    ['500', { status: 500, body: 'oh' }, 'source', /500$/],
    ['a page', { body: '<html>' }, 'address', /is not/],
    ['a cut answer', { body: '[{"labels":' }, 'address', /is not/],
    ['nothing', { body: '' }, 'address', /is not/],
  ])('is unknown when it answers %s', async (_title, answer, fault, detail) => {
    const { active, list } = await ask(adapter, () => answer);
    const unreachable = { kind: 'unreachable', fault, detail: expect.stringMatching(detail) };
    expect(list).toEqual(unreachable);
    expect(await active.look(signal)).toEqual(unreachable);
  });

  it('is unknown when it does not answer in time, or is not there, or we stop', {
    timeout: 20_000,
  }, async () => {
    const silent = await fakeSourceApi(() => undefined);
    open.push(silent);
    const slow = adapter.active(silent.url, { timeout: '50ms' });
    const away = adapter.active('http://127.0.0.1:1');
    const stopped = adapter.active(silent.url);
    open.push({ stop: () => slow.close() }, { stop: () => away.close() }, { stop: () => stopped.close() });
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 20);
    expect(await slow.list(signal)).toMatchObject({ kind: 'unreachable', detail: 'no answer within 50 ms' });
    expect(await away.list(signal)).toMatchObject({
      kind: 'unreachable',
      detail: expect.stringMatching(/ECONNREFUSED/),
    });
    expect(await stopped.list(ending.signal)).toMatchObject({
      kind: 'unreachable',
      detail: 'the call was cancelled',
    });
  });

  it('tells nobody the secret that it is asked with', async () => {
    const { api, list } = await ask(adapter, () => ({ status: 403, body: 'no' }));
    expect(JSON.stringify(list)).not.toContain(SECRET);
    expect(JSON.stringify(api.requests.map(({ path }) => path))).not.toContain(SECRET);
  });
});

describe('the list of Alertmanager', () => {
  const of = (...elements: readonly unknown[]) => ask(alertmanager, () => ({ body: elements }));
  const element = JSON.parse(fixture('active/alertmanager.json'))[0];

  it('shows what is silenced, inhibited or muted as suppressed, and what is new as undecided', async () => {
    const state = (status: object) => ({ ...element, status: { ...element.status, ...status } });
    const { list } = await of(
      state({ state: 'suppressed' }),
      state({ mutedBy: ['nights'] }),
      state({ state: 'unprocessed' }),
      state({ state: 'something-new' }),
    );
    expect(list).toMatchObject({
      alerts: [
        { state: 'suppressed' },
        { state: 'suppressed' },
        { state: 'undecided' },
        { state: 'undecided' },
      ],
    });
  });

  it('keeps no alert whole that will not be wanted', async () => {
    const { active } = await ask(alertmanager);
    const list = await active.list(signal, () => false);
    if (list.kind !== 'active') throw new Error(list.detail);
    expect(list.alerts.length).toBeGreaterThan(0);
    expect(await list.read(list.alerts, signal)).toEqual({ kind: 'read', alerts: [] });
  });

  it('asks for everything, and says since when Alertmanager runs', async () => {
    const { api, list } = await ask(alertmanager);
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/api/v2/status',
      '/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true',
    ]);
    expect(api.requests[1]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(list).toMatchObject({ complete: true, runningSince: Date.UTC(2026, 10, 24, 3) });
  });

  it('is taken as it is where the status can not be read', async () => {
    const { list } = await ask(alertmanager, (request) =>
      request.path === '/api/v2/status' ? { status: 404, body: '' } : alertmanager.answer(request),
    );
    expect(list).toMatchObject({ kind: 'active' });
    expect(list).not.toHaveProperty('runningSince');
  });

  it('is incomplete when one of its alerts can not be read', async () => {
    const { list } = await of({ ...element, labels: 'none' }, element);
    expect(list).toMatchObject({ complete: false, alerts: [{ ours: true }] });
  });

  it('has alerts that are none of ours: of other receivers, and heartbeats', async () => {
    const watchdog = { ...element, labels: { alertname: 'Watchdog', severity: 'none' }, fingerprint: 'b' };
    const { list } = await of({ ...element, receivers: [{ name: 'pager' }] }, watchdog);
    expect(list).toMatchObject({ alerts: [{ ours: false }, { ours: false }] });
  });

  it('is asked below a path, by a user and password, too', async () => {
    const api = await fakeSourceApi(alertmanager.answer);
    const auth = { basic: { user: 'agent', password: SECRET } };
    const active = alertmanager.active(`${api.url}/alertmanager/`, { auth });
    open.push({ stop: () => active.close() }, api);
    await active.list(signal);
    expect(api.requests.at(-1)?.path).toMatch(/^\/alertmanager\/api\/v2\/alerts\?/);
    const expected = Buffer.from(`agent:${SECRET}`).toString('base64');
    expect(api.requests.at(-1)?.headers.authorization).toBe(`Basic ${expected}`);
  });
});

describe('the list of Grafana', () => {
  const [element] = JSON.parse(fixture('active/grafana.json'));

  it('is asked in the organization, which is a part of the identity also where an alert does not name it', async () => {
    const { __orgId__: _, ...annotations } = element.annotations;
    const answer = () => ({ body: [{ ...element, annotations }] });
    const { api, list } = await ask(grafana, answer);
    const other = await ask(grafana, answer, { orgId: 2 });
    const idOf = (one: typeof list) => (one.kind === 'active' ? one.alerts[0]?.alarmId : undefined);
    expect(api.requests[0]?.headers['x-grafana-org-id']).toBe('1');
    expect(idOf(list)).toBe(
      grafana.source
        .read(Buffer.from(grafana.body), 0)
        .flatMap((one) => ('alert' in one ? [one.alert.alarmId] : []))[0],
    );
    expect(idOf(other.list)).not.toBe(idOf(list));
  });

  it('knows an alert also by the id of a payload that leaves the organization out', async () => {
    const custom = JSON.stringify({ alerts: [{ ...element, annotations: {}, status: 'firing' }] });
    const [told] = grafana.source.read(Buffer.from(custom), 0);
    const { list, active } = await ask(grafana);
    expect(list).toMatchObject({ alerts: [{ alias: told && 'alert' in told && told.alert.alarmId }] });
    expect(told && 'alert' in told && active.covers(told.alert.alarmId)).toBe(true);
  });

  it('would not hold the alarms of legacy alerting', async () => {
    const [legacy] = grafana.source.read(Buffer.from(fixture('grafana/legacy-alerting.json')), 0);
    const { active } = await ask(grafana);
    expect(legacy && 'alert' in legacy && active.covers(legacy.alert.alarmId)).toBe(false);
  });
});
