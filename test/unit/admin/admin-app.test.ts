import { describe, expect, it } from 'vitest';
import { ConfigError, JournalError } from '../../../src/errors.ts';
import { inlineSecret, Secret } from '../../../src/settings/secret.ts';
import { anAlert } from '../../support/alerts.ts';
import { firing } from './agent-parts.ts';
import { startAdmin } from './start-admin.ts';

const TOKEN = 'admin-canary-3b1e';
const WITH_TOKEN = { token: () => inlineSecret(new Secret(TOKEN)) };
const BEYOND = { isLoopback: () => false };
const bearer = { authorization: `Bearer ${TOKEN}` };

const ENDPOINTS = [
  ['GET', '/-/healthy', 'public'],
  ['HEAD', '/-/ready', 'public'],
  ['GET', '/metrics', 'public'],
  ['GET', '/', 'read'],
  ['GET', '/api/v1/status', 'read'],
  ['GET', '/api/v1/open', 'read'],
  ['GET', '/api/v1/open/alerts', 'read'],
  ['GET', '/api/v1/alarms', 'read'],
  ['GET', '/api/v1/incidents', 'read'],
  ['GET', '/api/v1/dead-letters', 'read'],
  ['GET', '/api/v1/destinations', 'read'],
  ['POST', '/-/reload', 'change'],
  ['PUT', '/-/reload', 'change'],
] as const;

/** What each kind of endpoint is answered, by who asks. */
const RULES = [
  ['no token configured, on loopback', {}, {}, { public: 200, read: 200, change: 200 }],
  ['no token configured, beyond', BEYOND, bearer, { public: 200, read: 403, change: 403 }],
  ['token configured, on loopback without it', WITH_TOKEN, {}, { public: 200, read: 401, change: 401 }],
  ['token configured, on loopback with it', WITH_TOKEN, bearer, { public: 200, read: 200, change: 200 }],
  [
    'token configured, beyond without it',
    { ...WITH_TOKEN, ...BEYOND },
    { authorization: 'Bearer wrong' },
    { public: 200, read: 401, change: 401 },
  ],
  [
    'token configured, beyond with it',
    { ...WITH_TOKEN, ...BEYOND },
    bearer,
    { public: 200, read: 200, change: 200 },
  ],
] as const;

describe.each(RULES)('%s', (_title, changes, headers, expected) => {
  it.each(ENDPOINTS)('%s %s', async (method, path, kind) => {
    const { ask } = await startAdmin(changes);
    const answer = await ask(path, { method, headers });
    expect(answer.status).toBe(expected[kind]);
  });

  it('an unknown path tells no more than a known one', async () => {
    const { ask } = await startAdmin(changes);
    const answer = await ask('/api/v1/no-such-thing', { headers });
    expect(answer.status).toBe(expected.read === 200 ? 404 : expected.read);
  });
});

describe('who asks', () => {
  it('is told by the connection, never by X-Forwarded-For', async () => {
    const { ask } = await startAdmin(BEYOND);
    const headers = { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' };
    expect((await ask('/api/v1/status', { headers })).status).toBe(403);
  });

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{}, 200],
  ])('a page of another site changes nothing: %j', async (headers, status) => {
    const reloads: string[] = [];
    const reload = async () => {
      reloads.push('reload');
      return { needsRestart: [], orphans: [], effects: [] };
    };
    const { ask } = await startAdmin({ reload });
    const answer = await ask('/-/reload', { method: 'POST', headers: headers as Record<string, string> });
    expect([answer.status, reloads.length]).toEqual([status, status === 200 ? 1 : 0]);
  });

  it('is written down with every change', async () => {
    const { ask, lines } = await startAdmin(WITH_TOKEN);
    await ask('/-/reload', { method: 'POST', headers: bearer });
    await ask('/-/reload', { method: 'POST' });
    expect(lines.find((line) => line.includes('"actor":"token"'))).toContain('/-/reload');
    expect(lines.find((line) => line.includes('refused a change'))).toContain('127.0.0.1');
    expect(lines.join('')).not.toContain(TOKEN);
  });
});

describe('health', () => {
  it('is unready with its reasons, and healthy all the same', async () => {
    const { ask } = await startAdmin({}, { notReady: () => ['shutting down'] });
    const ready = await ask('/-/ready');
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, reasons: ['shutting down'] }]);
    expect((await ask('/-/healthy')).status).toBe(200);
  });

  it.each([
    ['from this machine', {}, {}, true],
    ['from this machine without the token', WITH_TOKEN, {}, false],
    ['from this machine with the token', WITH_TOKEN, bearer, true],
    ['from beyond', BEYOND, {}, false],
    ['from beyond with the token', { ...BEYOND, ...WITH_TOKEN }, bearer, true],
    ['from beyond with a wrong token', { ...BEYOND, ...WITH_TOKEN }, { authorization: 'Bearer x' }, false],
    ['from beyond by the name of this machine', BEYOND, { host: 'localhost' }, false],
  ])('says why it is not ready to those who may read more: %s', async (_, deps, headers, told) => {
    const reasons = ['the disk is nearly full: 5 bytes are free, 7 must stay free'];
    const { ask } = await startAdmin(deps, { notReady: () => reasons });
    const answer = await ask('/-/ready', { headers });
    expect([answer.status, await answer.text()]).toEqual([
      503,
      `${JSON.stringify({ ready: false, ...(told && { reasons }) })}\n`,
    ]);
  });

  it('tells neither version nor configuration', async () => {
    const { ask } = await startAdmin();
    for (const path of ['/-/ready', '/-/healthy'])
      expect(await (await ask(path)).text()).not.toMatch(/1\.2\.3|abc/);
  });
});

describe('reload', () => {
  it('tells which changes need a restart', async () => {
    const { ask } = await startAdmin({
      reload: async () => ({ needsRestart: ['log'], orphans: [], effects: [] }),
    });
    const answer = await ask('/-/reload', { method: 'POST' });
    expect(await answer.json()).toEqual({ reloaded: true, needsRestart: ['log'], orphans: [], effects: [] });
  });

  it('tells what is wrong with the configuration, and how to mend it', async () => {
    const issues = [{ path: 'coc.endpoint', message: 'is not a URL', remedy: 'write https://…' }];
    const reload = () => Promise.reject(new ConfigError('the configuration is wrong', issues));
    const { ask } = await startAdmin({ reload });
    const answer = await ask('/-/reload', { method: 'POST' });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'the configuration is wrong', issues },
    ]);
  });

  it('tells nothing of a fault of ours but where to look', async () => {
    const reload = () => Promise.reject(new JournalError('journal.unavailable', 'inner detail'));
    const { ask, lines } = await startAdmin({ reload });
    const answer = await ask('/-/reload', { method: 'POST' });
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('inner')]);
    expect(lines.join('')).toContain('inner detail');
  });

  it.each([
    ['/-/reload', 'GET', 'POST, PUT'],
    ['/metrics', 'POST', 'GET, HEAD'],
  ])('%s %s is answered 405', async (path, method, allow) => {
    const { ask } = await startAdmin();
    const answer = await ask(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });
});

describe('the API', () => {
  it('tells how the agent is', async () => {
    const { ask, send } = await startAdmin();
    await send(firing('DiskFull'));
    const status = await (await ask('/api/v1/status')).json();
    expect(status).toMatchObject({
      version: '1.2.3',
      configHash: 'abc',
      ready: true,
      outbox: { pending: 1, lanes: 1, capacity: 1_000, oldestPendingAt: expect.any(Number) },
      readySeconds: 61,
      timezone: 'UTC',
      disk: { pendingBytes: 10, freeBytes: 1_000 },
      lost: { entries: 0, deadLetters: 0, files: 0 },
      destinations: [
        {
          name: 'alarms/default',
          state: 'paused',
          faults: 2,
          lastSuccessAt: null,
          lastFault: { reason: 'server-error', detail: expect.stringContaining('HTTP 503') },
          inFlight: 1,
          waiting: 1,
          words: expect.stringMatching(/^COC answers HTTP 503 since .*; next try at /),
        },
      ],
      alarms: { firing: 1, resolved: 0 },
      incidents: expect.objectContaining({ requested: 0, undecided: 0, opened: 0, completed: 0 }),
      sources: [
        { name: 'open', type: 'alertmanager', open: true, lastHeardAt: 7_000 },
        { name: 'guarded', type: 'alertmanager', open: false, lastHeardAt: null },
        { name: 'signed', type: 'grafana', open: false },
      ],
    });
  });

  it('knows from its alarms when a source was last heard, and what was lost', async () => {
    const { ask, send, outbox, metrics } = await startAdmin(
      {},
      { lastHeard: () => new Map(), gaps: () => [{ kind: 'ledger', file: 'l', foundAt: 1, isNew: true }] },
    );
    await send(firing('DiskFull'));
    const [series] = outbox.state.ledger.everySeries();
    metrics.entriesLost.inc(2);
    metrics.deadLettersLost.inc({ kind: 'unreadable-alert' }, 3);
    expect(await (await ask('/api/v1/status')).json()).toMatchObject({
      lost: { entries: 2, deadLetters: 3, files: 1 },
      sources: [{ lastHeardAt: series?.lastSeenAt }, { lastHeardAt: null }, { lastHeardAt: null }],
    });
  });

  it('says why each alarm waits: in the list, in a group, and in its story', async () => {
    const { ask, send } = await startAdmin();
    await send(firing('DiskFull'));
    const list = await (await ask('/api/v1/alarms')).json();
    const waiting = {
      reason: 'destination',
      destination: 'alarms/default',
      behind: 0,
      until: expect.any(Number),
      words: expect.stringMatching(/^COC answers HTTP 503 since .*; next try at .*\.$/),
    };
    expect(list).toMatchObject({ alarms: [{ coc: 'waits', waiting }] });
    const grouped = await (await ask('/api/v1/alarms?group=name')).json();
    expect(grouped).toMatchObject({ alarms: [], groups: [{ examples: [{ coc: 'waits', waiting }] }] });
    const [{ alarmId }] = (list as { alarms: [{ alarmId: string }] }).alarms;
    expect(await (await ask(`/api/v1/alarms/${alarmId}`)).json()).toMatchObject({ alarm: { waiting } });
  });

  it('tells how the agent is, and gives metrics, while the journal cannot be read', async () => {
    const { ask, send, journal } = await startAdmin();
    await send(firing('DiskFull'));
    journal.read = () => Promise.reject(new JournalError('journal.unavailable', 'the disk is gone'));
    expect((await ask('/metrics')).status).toBe(200);
    expect(await (await ask('/api/v1/status')).json()).toMatchObject({
      outbox: { pending: 1, oldestPendingAt: 'unreadable' },
    });
  });

  it('tells the story of one alarm and of no other of the same body', async () => {
    const { ask, send, outbox } = await startAdmin();
    await send(firing('DiskFull'), firing('OutOfMemory'));
    const episode = [...outbox.state.ledger.everySeries()].find(({ name }) => name === 'DiskFull');
    const story = await (await ask(`/api/v1/alarms/${episode?.alarmId}`)).json();
    expect(story).toMatchObject({
      alarm: { name: 'DiskFull', coc: 'waits' },
      episode: { name: 'DiskFull', state: 'firing', untold: [{ status: 'alarm' }] },
      steps: [{ step: 'episode.opened' }, { step: 'entry.queued' }],
    });
    expect(JSON.stringify(story)).not.toContain('OutOfMemory');
    // Where its alarm stands in the journal is nobody else's business.
    expect(episode).toHaveProperty('lastAlarm');
    expect((story as { episode: object }).episode).not.toHaveProperty('lastAlarm');
    expect((await ask('/api/v1/alarms/am0')).status).toBe(404);
  });

  it('lists dead letters by page, and shows one whole', async () => {
    const { ask, outbox } = await startAdmin();
    for (const text of ['one', 'two', 'three'])
      await outbox.keepUnreadableBody('open', Buffer.from(text), text);
    const list = await (await ask('/api/v1/dead-letters?limit=1&offset=1')).json();
    expect(list).toMatchObject({ letters: 3, deadLetters: [{ detail: 'two', kind: 'unreadable-body' }] });
    const [{ id }] = (list as { deadLetters: [{ id: string }] }).deadLetters;
    const letter = await (await ask(`/api/v1/dead-letters/${id}`)).json();
    expect(letter).toMatchObject({ id, bodyBase64: Buffer.from('two').toString('base64') });
  });

  it.each(['/api/v1/dead-letters/..%2f..%2fetc%2fpasswd', '/api/v1/dead-letters/none', '/api/v1/alarms/%ff'])(
    '%s is not found',
    async (path) => {
      const { ask } = await startAdmin();
      const answer = await ask(path);
      expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([404, ['error']]);
    },
  );

  it.each(['limit=0', 'limit=501', 'limit=x', 'offset=-1'])('refuses the page %s', async (query) => {
    const { ask } = await startAdmin();
    expect((await ask(`/api/v1/incidents?${query}`)).status).toBe(400);
  });

  it('has a page with links that runs no script', async () => {
    const { ask } = await startAdmin();
    const answer = await ask('/');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('href="/metrics"');
  });

  it('gives Prometheus the state as it is now', async () => {
    const { ask, send } = await startAdmin();
    await send(firing('DiskFull'));
    const text = await (await ask('/metrics')).text();
    for (const line of [
      'outbox_entries 1',
      'outbox_lanes 1',
      'outbox_capacity_entries 1000',
      'alarms{state="firing"} 1',
      'destination_paused{destination="alarms/default"} 1',
      'clock_offset_seconds 1.5',
      'certificate_expiry_timestamp_seconds{listener="webhooks"} 5',
      'disk_failures_total{operation="sync"} 0',
      'ready 1',
      'shutting_down 0',
    ])
      expect(text).toContain(`\ncoc_alarm_agent_${line}\n`);
    expect(text).toMatch(/outbox_oldest_entry_timestamp_seconds 1\.\d+e\+9|_seconds \d{10}/);
  });
});

describe('/api/v1/open/alerts', () => {
  it('answers a part of the alarms that fire, without the alerts as they arrived', async () => {
    const asked: object[] = [];
    const alert = { ...anAlert('a'), raw: { large: true } };
    const open = {
      ...{ alert, at: 1, source: 'prod', isRefused: false },
      ...{ incident: { kind: 'none' as const }, matched: { kind: 'unknown' as const } },
    };
    const { ask } = await startAdmin({
      async openAlerts(part) {
        asked.push(part);
        return { alerts: [open], firing: 7, next: 9 };
      },
    });
    const answer = await ask('/api/v1/open/alerts?after=3&limit=200');
    expect(await answer.json()).toMatchObject({
      ...{ alerts: [{ alert: { alarmId: 'a', raw: null }, at: 1 }], firing: 7, next: 9 },
    });
    await ask('/api/v1/open/alerts');
    expect(asked).toEqual([
      { after: 3, limit: 200 },
      { after: 0, limit: 100 },
    ]);
  });

  it.each(['after=-1', 'after=x', 'limit=0', 'limit=201', 'more=1'])('refuses %s', async (query) => {
    const { ask } = await startAdmin();
    expect((await ask(`/api/v1/open/alerts?${query}`)).status).toBe(400);
  });
});
