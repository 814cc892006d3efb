import { createHmac } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { JournalError } from '../../../src/errors.ts';
import { MemoryDeadLetters } from '../../../src/journals/memory/memory-dead-letters.ts';
import type { Source } from '../../../src/sources/source-port.ts';
import { zabbixSourceSchema } from '../../../src/sources/zabbix/config.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { createWebhookApp } from '../../../src/webhooks/webhook-app.ts';
import { firing as arrivalOf, intakeOf } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { openOutbox } from '../../support/outbox.ts';
import {
  alertmanagerBody,
  BEARER,
  CANARIES,
  firing,
  HMAC_SECRET,
  MAX_BODY,
  makeParts,
  PASSWORD,
  serve,
  startWebhooks,
  webhookDeps,
} from '../admin/agent-parts.ts';
import { eventually } from '../http/eventually.ts';

const body = alertmanagerBody(firing('DiskFull'));

function post(url: string, path: string, init: RequestInit = {}) {
  return fetch(`${url}${path}`, { method: 'POST', body, ...init });
}

const sign = (text: string) => ({
  'x-grafana-alerting-signature': createHmac('sha256', HMAC_SECRET).update(text).digest('hex'),
});

async function counted(metrics: { registry: { metrics(): Promise<string> } }, series: string) {
  const line = (await metrics.registry.metrics()).split('\n').find((text) => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

describe('a good body', () => {
  it('is stored before it is answered', async () => {
    const { url, outbox, metrics } = await startWebhooks();
    const answer = await post(url, '/webhooks/open');
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1, repeated: 0, rejected: [] }]);
    expect(outbox.state.pendingCount).toBe(1);
    expect(await (await post(url, '/webhooks/open')).json()).toEqual({
      accepted: 0,
      repeated: 1,
      rejected: [],
    });
    expect(await counted(metrics, 'coc_alarm_agent_alerts_total{source="open",outcome="repeated"}')).toBe(1);
  });

  it('is taken by content, whatever its Content-Type, method, query or trailing slash', async () => {
    const { url } = await startWebhooks();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const [path, init] of [
      ['/webhooks/open', { headers: type }],
      ['/webhooks/open', { method: 'PUT' }],
      ['/webhooks/open/', {}],
      ['/webhooks/open?a[b]=c&__proto__=1', {}],
    ] as const)
      expect((await post(url, path, init)).status, path).toBe(200);
  });

  it.each([
    ['gzip', gzipSync],
    ['X-GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('may be compressed: %s', async (encoding, compress) => {
    const { url } = await startWebhooks();
    const packed = new Uint8Array(compress(body));
    const answer = await post(url, '/webhooks/open', {
      body: packed,
      headers: { 'content-encoding': encoding },
    });
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1, repeated: 0, rejected: [] }]);
  });

  it('is answered 200 with a bad alert in it, which is kept and named', async () => {
    const { url, deadLetters, metrics } = await startWebhooks();
    const mixed = alertmanagerBody(firing('A', 'whatever'), { status: 7 });
    const answer = await post(url, '/webhooks/open', { body: mixed });
    const rejected = [{ index: 1, reason: expect.any(String) }];
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1, repeated: 0, rejected }]);
    expect(deadLetters.usage().letters).toBe(1);
    const received = 'coc_alarm_agent_alerts_received_total';
    expect(await counted(metrics, `${received}{source="open",status="unreadable"}`)).toBe(1);
    expect(await counted(metrics, 'coc_alarm_agent_alerts_unknown_severity_total{source="open"}')).toBe(1);
  });

  it('has a request id and no header that tells what runs here', async () => {
    const { url } = await startWebhooks();
    const { headers } = await post(url, '/webhooks/open');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect([headers.get('x-powered-by'), headers.get('etag'), headers.get('server')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('the alarms of a good body', () => {
  it.each([
    ['zabbix', '{"event_id":"7","event_value":"1","event_name":"Full"}', true],
    ['open', body, false],
  ])('are named to %s: %s', async (source, sent, named) => {
    const deps = { levels: {}, clock: new FakeClock() };
    const zabbix = createZabbixSource('zabbix', zabbixSourceSchema.parse({ type: 'zabbix' }), deps);
    const parts = await makeParts();
    const sources = new Map([...parts.sources, ['zabbix', zabbix]]);
    const alarmIdOf = () => 'as-coc-has-it' as AlarmId;
    const changes = { sources: () => sources, alarmIdOf, incidentOf: () => 'INC-1' };
    const url = await serve(createWebhookApp(webhookDeps(parts, changes)));
    const answer = await post(url, `/webhooks/${source}`, { body: sent });
    const said = await answer.json();
    const alarms = [{ alarmId: 'as-coc-has-it', incident: 'INC-1' }];
    expect(said).toEqual({ accepted: 1, repeated: 0, rejected: [], ...(named && { alarms }) });
  });
});

describe('a body that can never work', () => {
  it.each([
    ['{"alerts":', {}, /not JSON/],
    ['', {}, /empty/],
    ['[]', {}, /./],
    ['nonsense', { 'content-encoding': 'gzip' }, /not gzip/],
    [body, { 'content-encoding': 'zstd' }, /gzip, deflate or br/],
  ])('is answered 400 with the remedy, and kept: %s %j', async (text, headers, words) => {
    const { url, deadLetters } = await startWebhooks();
    const answer = await post(url, '/webhooks/open', { body: text, headers });
    const said = await answer.text();
    expect([answer.status, said.length <= 200]).toEqual([400, true]);
    expect(JSON.parse(said).error).toMatch(words);
    const [letter] = await deadLetters.list({ limit: 9, offset: 0 });
    expect(Buffer.from(letter?.bodyBase64 ?? '', 'base64').toString()).toBe(text);
  });

  it('is counted when the dead letters are full', async () => {
    const full = new MemoryDeadLetters(0);
    const { url, metrics } = await startWebhooks({
      keepUnreadableBody: async (source, bytes, detail) =>
        full.keep({
          id: 'x',
          at: 0,
          source,
          kind: 'unreadable-body',
          reason: '',
          detail,
          bodyBase64: bytes.toString('base64'),
        }),
    });
    expect((await post(url, '/webhooks/open', { body: '{' })).status).toBe(400);
    expect(await counted(metrics, 'coc_alarm_agent_dead_letters_lost_total{kind="unreadable-body"}')).toBe(1);
  });

  it('is asked for again when it cannot be kept now', async () => {
    const keepUnreadableBody = () => Promise.reject(new JournalError('journal.full', 'the disk is full'));
    const { url } = await startWebhooks({ keepUnreadableBody });
    expect((await post(url, '/webhooks/open', { body: '{' })).status).toBe(503);
  });
});

describe('credentials', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    [`Bearer ${BEARER}`, 200],
    [basic(`am:${PASSWORD}`), 200],
    ['Bearer wrong', 401],
    [basic('am:wrong'), 401],
    ['', 401],
  ])('%s is answered %i', async (authorization, status) => {
    const { url, outbox } = await startWebhooks();
    const answer = await post(url, '/webhooks/guarded', { headers: authorization ? { authorization } : {} });
    expect([answer.status, outbox.state.pendingCount]).toEqual([status, status === 200 ? 1 : 0]);
    if (status !== 401) return;
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(await answer.json()).toEqual({ error: 'unauthorized' });
  });

  it('a signature is over the raw bytes, before they are parsed', async () => {
    const { url } = await startWebhooks();
    const spaced = JSON.stringify(JSON.parse(body), null, 1);
    expect((await post(url, '/webhooks/signed', { headers: sign(body) })).status).toBe(200);
    expect((await post(url, '/webhooks/signed', { headers: sign(body), body: spaced })).status).toBe(401);
  });

  it('a signature is there once: as a list, in which Node joins repeated headers, it fits nothing', async () => {
    const { url } = await startWebhooks();
    const headers = new Headers(sign(body));
    for (const more of Object.entries(sign('other'))) headers.append(...more);
    expect((await post(url, '/webhooks/signed', { headers })).status).toBe(401);
  });

  it('a signature is over the compressed bytes, before they are inflated', async () => {
    const { url } = await startWebhooks();
    const packed = gzipSync(body);
    const signature = createHmac('sha256', HMAC_SECRET).update(packed).digest('hex');
    const headers = { 'content-encoding': 'gzip', 'x-grafana-alerting-signature': signature };
    expect((await post(url, '/webhooks/signed', { headers, body: new Uint8Array(packed) })).status).toBe(200);
  });

  it('the signature of an empty body is good for no other', async () => {
    const { url, outbox } = await startWebhooks();
    expect((await post(url, '/webhooks/signed', { headers: sign('') })).status).toBe(401);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('are asked for before a large body is read', async () => {
    const { url, metrics } = await startWebhooks();
    const answer = await post(url, '/webhooks/guarded', { body: 'x'.repeat(MAX_BODY) });
    expect([answer.status, answer.headers.get('connection')]).toEqual([401, 'close']);
    expect(await counted(metrics, 'coc_alarm_agent_webhook_body_bytes_total{source="guarded"}')).toBe(0);
  });
});

describe('an address that keeps sending wrong credentials', () => {
  it('waits for its answers, while a right secret from the same address passes at once', async () => {
    const clock = new FakeClock();
    const { url, metrics, lines } = await startWebhooks({ clock });
    const send = (token: string) =>
      post(url, '/webhooks/guarded', { headers: { authorization: `Bearer ${token}` } });
    for (let n = 0; n < 20; n++) expect((await send(`wrong-${n}`)).status).toBe(401);
    const slow = [send('wrong'), send('wrong')];
    await eventually(() => clock.timers).toBe(2);
    for (let n = 0; n < 30; n++) expect((await send(BEARER)).status).toBe(200);
    expect(clock.timers).toBe(2);
    clock.advance(1_000);
    await Promise.race(slow);
    await eventually(() => clock.timers).toBe(1);
    clock.advance(1_000);
    for (const { status, headers } of await Promise.all(slow))
      expect([status, headers.get('connection')]).toEqual([401, 'close']);
    expect(await counted(metrics, 'coc_alarm_agent_webhook_auth_slowed_total')).toBe(2);
    expect(lines.filter((line) => line.includes('keeps sending wrong credentials'))).toHaveLength(1);
  });

  it('gets no answer at all, rather than an early one, while as many wait as may', async () => {
    const clock = new FakeClock();
    const { url, metrics } = await startWebhooks({ clock });
    const send = () => post(url, '/webhooks/guarded').then(({ status }) => status, String);
    for (let n = 0; n < 20; n++) expect(await send()).toBe(401);
    const slow = Array.from({ length: 8 }, send);
    await eventually(() => clock.timers).toBe(8);
    for (let n = 0; n < 5; n++) expect(await send()).toBe('TypeError: fetch failed');
    expect(
      (await post(url, '/webhooks/guarded', { headers: { authorization: `Bearer ${BEARER}` } })).status,
    ).toBe(200);
    clock.advance(8_000);
    expect(await Promise.all(slow)).toEqual(Array(8).fill(401));
    expect(await counted(metrics, 'coc_alarm_agent_webhook_auth_slowed_total')).toBe(13);
  });
});

describe('what is asked of a request', () => {
  /** The questions that one request raises, in their order. */
  async function asked(path: string, init: RequestInit) {
    const questions: string[] = [];
    const parts = await makeParts();
    const watched = (source: Source): Source => ({
      ...source,
      checkCredentials(headers) {
        questions.push('credentials');
        return source.checkCredentials(headers);
      },
      ...(source.checkSignature && {
        checkSignature(request, now) {
          questions.push('signature');
          return source.checkSignature?.(request, now) ?? { ok: true };
        },
      }),
    });
    const sources = new Map([...parts.sources].map(([name, source]) => [name, watched(source)]));
    const deps = webhookDeps(parts, {
      sources: () => sources,
      refusal() {
        questions.push('refusal');
        return parts.outbox.refusal();
      },
      limitSource() {
        questions.push('limit');
        return 0;
      },
    });
    const { status } = await post(await serve(createWebhookApp(deps)), path, init);
    return [...questions, status];
  }

  it.each([
    ['/webhooks/open', {}, ['credentials', 'refusal', 'limit', 200]],
    ['/webhooks/signed', {}, ['credentials', 401]],
    ['/webhooks/signed', { headers: sign(body) }, ['credentials', 'refusal', 'signature', 'limit', 200]],
    ['/webhooks/signed', { headers: sign('') }, ['credentials', 'refusal', 'signature', 401]],
    ['/webhooks/guarded', {}, ['credentials', 401]],
  ])('is asked once: %s %j', async (path, init, questions) => {
    expect(await asked(path, init)).toEqual(questions);
  });
});

describe('what is not a webhook', () => {
  it.each([
    ['/webhooks/nobody', 'POST', 404],
    ['/webhooks/nobody', 'GET', 404],
    ['/webhooks/__proto__', 'POST', 404],
    ['/webhooks/%ff', 'POST', 404],
    ['/webhooks/open/more', 'POST', 404],
    ['/webhooks', 'POST', 404],
    ['/', 'GET', 404],
    ['/metrics', 'GET', 404],
    ['/webhooks/open', 'GET', 405],
    ['/webhooks/open', 'DELETE', 405],
    ['/webhooks/open', 'OPTIONS', 405],
  ])('%s %s is answered %i in JSON', async (path, method, status) => {
    const { url } = await startWebhooks();
    const answer = await fetch(`${url}${path}`, { method });
    const said = await answer.text();
    expect([answer.status, answer.headers.get('allow')]).toEqual([
      status,
      status === 405 ? 'POST, PUT' : null,
    ]);
    expect(JSON.parse(said)).toEqual({ error: expect.any(String) });
    expect(said).not.toMatch(/guarded|signed|node_modules| at /);
  });
});

describe('what cannot be stored now', () => {
  it.each([
    ['journal.full', null],
    ['journal.unavailable', null],
    ['shutting-down', 'close'],
  ] as const)('%s is answered 503 with Retry-After', async (code, connection) => {
    const accept = () => Promise.reject(new JournalError(code, 'try again'));
    const { url } = await startWebhooks({ takeIn: accept });
    const answer = await post(url, '/webhooks/open');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    if (connection) expect(answer.headers.get('connection')).toBe(connection);
  });

  it.each([
    ['entries', { maxEntries: 1 }],
    ['bytes', { maxBytes: 100 }],
  ] as const)('is answered 503 when the outbox is full of %s, and stores nothing', async (reason, policy) => {
    const { outbox, journal, clock } = await openOutbox({ policy });
    const takeIn = () => outbox.accept(intakeOf(arrivalOf(`series-${outbox.state.nextSeq}`)));
    const { url, metrics } = await startWebhooks({ takeIn });
    expect((await post(url, '/webhooks/open')).status).toBe(200);
    journal.pending = 100;
    clock.advance(1_000);
    const { nextSeq } = outbox.state;
    const answer = await post(url, '/webhooks/open');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(outbox.state.nextSeq).toBe(nextSeq);
    expect(await metrics.registry.metrics()).toContain(`intake_refused_total{reason="${reason}"} 1`);
  });

  it('is answered 503 and the connection closed once the agent is shutting down', async () => {
    const refusal = () => new JournalError('shutting-down', 'shutting down; send it again');
    const { url, outbox } = await startWebhooks({ refusal });
    const answer = await post(url, '/webhooks/open');
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('connection')]).toEqual([
      503,
      '5',
      'close',
    ]);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('is answered 503 when storing takes too long', async () => {
    const { url } = await startWebhooks({ takeIn: () => new Promise(() => undefined), acceptDeadlineMs: 5 });
    expect((await post(url, '/webhooks/open')).status).toBe(503);
  });

  it('is answered 500 with a request id and nothing else for a fault of ours, which is logged', async () => {
    const accept = () => Promise.reject(new TypeError('secret detail'));
    const { url, lines } = await startWebhooks({ takeIn: accept });
    const answer = await post(url, '/webhooks/open');
    const said = await answer.json();
    const requestId = answer.headers.get('x-request-id');
    expect([answer.status, said]).toEqual([500, { error: expect.any(String), requestId }]);
    expect(JSON.stringify(said)).not.toContain('secret detail');
    expect(lines.join('')).toContain('secret detail');
  });
});

describe('metrics and logs of webhooks', () => {
  it('hold no name of a source that is not configured', async () => {
    const { url, metrics } = await startWebhooks();
    const series = async () =>
      (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('coc_alarm_agent_'))
        .length;
    await post(url, '/webhooks/warm-up');
    const before = await series();
    const names = Array.from({ length: 100 }, (_, i) => `attack-${i.toString(36)}`);
    await Promise.all(names.map((name) => post(url, `/webhooks/${name}`)));
    expect(await series()).toBe(before);
    expect(await metrics.registry.metrics()).not.toContain('attack-');
    const unknown = 'coc_alarm_agent_webhook_requests_total{source="unknown",code="404"}';
    expect(await counted(metrics, unknown)).toBe(101);
  });

  it('say the same refusal once, not for every request', async () => {
    const { url, lines } = await startWebhooks();
    for (let i = 0; i < 5; i++) await post(url, '/webhooks/guarded');
    expect(lines.filter((line) => line.includes('"warn"'))).toHaveLength(1);
  });

  it('no answer, metric or log line holds a secret', async () => {
    const { url, lines, metrics, deadLetters } = await startWebhooks();
    const seen: string[] = [];
    for (const path of ['/webhooks/open', '/webhooks/guarded', '/webhooks/signed', '/webhooks/x'])
      for (const secret of CANARIES)
        for (const text of [body, '{', 'x'.repeat(MAX_BODY + 1)]) {
          const headers = { authorization: `Bearer ${secret}`, 'x-grafana-alerting-signature': secret };
          const answer = await post(url, path, { headers, body: text });
          seen.push(JSON.stringify([...answer.headers]), await answer.text());
        }
    seen.push(...lines, await metrics.registry.metrics());
    seen.push(JSON.stringify(await deadLetters.list({ limit: 999, offset: 0 })));
    for (const secret of CANARIES) expect(seen.join('\n')).not.toContain(secret);
  });
});
