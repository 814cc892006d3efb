import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody, grafanaBody, type SentAlert } from '../support/alertmanager-body.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';
import { head, rawRequest } from '../unit/http/raw-client.ts';

afterEach(stopEverything);

const TOKEN = 'abuse-canary-token';
const KEY = Buffer.from('abuse-canary-key-of-32-bytes-ok!').toString('base64');
const HMAC = 'abuse-canary-hmac';
const SOURCES = `{
    guarded: { type: alertmanager, auth: { bearer: { token: ${TOKEN} } } },
    signed: { type: alertmanager, auth: { standardWebhooks: { secret: whsec_${KEY} } } },
    grafana: { type: grafana, auth: { hmac: { secret: ${HMAC}, timestampHeader: X-Timestamp } } } }`;

async function start(): Promise<RunningAgent> {
  const { url: cocUrl } = await runEmulator();
  return runAgent({ cocUrl, directory: await temporaryDirectory(), sources: SOURCES, incidents: '[]' });
}

const body = (name: string) => JSON.stringify(alertmanagerBody({ name }));
const nowInSeconds = () => Math.floor(Date.now() / 1_000);

/** Headers with a signature by Standard Webhooks. */
function signed(text: string, { at = nowInSeconds(), id = 'msg_1' } = {}): Record<string, string> {
  const mac = createHmac('sha256', Buffer.from(KEY, 'base64')).update(`${id}.${at}.${text}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': `${at}`,
    'webhook-signature': `v1,${mac.digest('base64')}`,
  };
}

/** Headers with a signature of Grafana. */
function grafana(text: string, at = nowInSeconds()): Record<string, string> {
  const mac = createHmac('sha256', HMAC).update(`${at}:${text}`).digest('hex');
  return { 'x-grafana-alerting-signature': mac, 'x-timestamp': `${at}` };
}

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));

describe('a request with forged credentials', () => {
  const text = body('Forged');
  const at = nowInSeconds();
  const CASES: readonly [string, string, Record<string, string>, string?][] = [
    ['no token', 'guarded', {}],
    ['an empty token', 'guarded', { authorization: 'Bearer ' }],
    ['the first half of the token', 'guarded', { authorization: `Bearer ${TOKEN.slice(0, 9)}` }],
    ['the token and more', 'guarded', { authorization: `Bearer ${TOKEN}x` }],
    ['the token in capitals', 'guarded', { authorization: `Bearer ${TOKEN.toUpperCase()}` }],
    ['the token as a password', 'guarded', { authorization: `Basic ${btoa(`${TOKEN}:${TOKEN}`)}` }],
    ['the token of a cookie', 'guarded', { cookie: `token=${TOKEN}` }],
    ['the token in the query', `guarded?token=${TOKEN}&access_token=${TOKEN}`, {}],
    ['a forged origin', 'guarded', { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' }],
    ['no signature', 'signed', {}],
    ['no id', 'signed', without(signed(text), 'webhook-id')],
    ['no timestamp', 'signed', without(signed(text), 'webhook-timestamp')],
    ['a signature over another body', 'signed', signed(body('Other'))],
    ['a signature with another id', 'signed', { ...signed(text), 'webhook-id': 'msg_2' }],
    ['a signature of an hour ago', 'signed', signed(text, { at: at - 3_600 })],
    ['a signature of the next hour', 'signed', signed(text, { at: at + 3_600 })],
    [
      'an old signature as a new one',
      'signed',
      { ...signed(text, { at: at - 3_600 }), 'webhook-timestamp': `${at}` },
    ],
    ['the same JSON, written otherwise', 'signed', signed(text), JSON.stringify(JSON.parse(text), null, 1)],
    ['no signature of Grafana', 'grafana', {}],
    ['a signature of Grafana without its timestamp', 'grafana', without(grafana(text), 'x-timestamp')],
    ['a signature of Grafana over another body', 'grafana', grafana(body('Other'))],
    ['a signature of Grafana of an hour ago', 'grafana', grafana(text, at - 3_600)],
    ['a signature of Grafana of the next hour', 'grafana', grafana(text, at + 3_600)],
  ];

  it('is answered 401 without a word of why, and leaves nothing behind', async () => {
    const agent = await start();
    for (const [what, path, headers, sent = text] of CASES) {
      const answer = await agent.post(path, sent, headers);
      expect([what, answer.status, answer.text]).toEqual([what, 401, '{"error":"unauthorized"}']);
    }
    expect(await agent.metric('outbox_entries')).toBe(0);
    expect(await agent.metric('dead_letters')).toBe(0);
    for (const secret of [TOKEN, KEY, HMAC]) expect(agent.log()).not.toContain(secret);
  });
});

describe('a request that is replayed', () => {
  it.each([
    ['signed', signed],
    ['grafana', grafana],
  ] as const)('within five minutes opens nothing new: %s', async (source, sign) => {
    const agent = await start();
    const text = source === 'grafana' ? JSON.stringify(grafanaBody({ name: 'Replayed' })) : body('Replayed');
    const headers = sign(text);
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push(await agent.post(source, text, headers));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.map(({ text: said }) => JSON.parse(said))).toEqual([
      { accepted: 1, repeated: 0, rejected: [] },
      ...Array(4).fill({ accepted: 0, repeated: 1, rejected: [] }),
    ]);
    await until('it is delivered', async () => (await agent.metric('outbox_entries')) === 0);
  });

  it.each([
    ['signed', signed],
    ['grafana', grafana],
  ] as const)('after the problem is over does not make it fire again: %s', async (source, sign) => {
    const agent = await start();
    const bodyOf = source === 'grafana' ? grafanaBody : alertmanagerBody;
    const fire = JSON.stringify(bodyOf({ name: 'Over' }));
    const end = JSON.stringify(bodyOf({ name: 'Over', status: 'resolved' }));
    const headers = sign(fire);
    await agent.post(source, fire, headers);
    await agent.post(source, end, sign(end));
    const replayed = await agent.post(source, fire, headers);
    expect(JSON.parse(replayed.text)).toEqual({ accepted: 0, repeated: 1, rejected: [] });
    await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);
    expect(await agent.metric('alarms{state="firing"}')).toBe(0);
  });

  it('is told from the same alert that its sender signs anew, because it fires again', async () => {
    const agent = await start();
    const fire = body('Again');
    const end = JSON.stringify(alertmanagerBody({ name: 'Again', status: 'resolved' }));
    await agent.post('signed', fire, signed(fire));
    await agent.post('signed', end, signed(end));
    const again = await agent.post('signed', fire, signed(fire, { id: 'msg_2' }));
    expect(JSON.parse(again.text)).toEqual({ accepted: 1, repeated: 0, rejected: [] });
    expect(await agent.metric('alarms{state="firing"}')).toBe(1);
  });

  it('without a signature waits, and COC never hears of it when its sender says again that it is over', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({ cocUrl: emulator.url, directory, sources: SOURCES, incidents: '[]' });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const send = (alert: SentAlert) => agent.post('guarded', alertmanagerBody(alert), headers);
    const begin = { startsAt: '2026-11-24T02:00:00Z', endsAt: '2026-11-24T02:05:00Z' };
    const later = { startsAt: '2026-11-24T03:00:00Z', endsAt: '2026-11-24T03:05:00Z' };
    const settled = () => until('nothing waits', async () => (await agent.metric('outbox_entries')) === 0);
    for (const name of ['Over', 'Older']) {
      await send({ name, ...later });
      await send({ name, ...later, status: 'resolved' });
    }
    await settled();
    const told = emulator.alarms().length;
    await send({ name: 'Over', ...later });
    expect(await agent.metric('outbox_entries')).toBe(1);
    // One before the problem that is over waits too: a replica may know an earlier begin of the same one.
    await send({ name: 'Older', ...begin });
    expect(await agent.metric('outbox_entries')).toBe(2);
    await send({ name: 'Over', ...later, status: 'resolved' });
    await send({ name: 'Older', ...begin, status: 'resolved' });
    await settled();
    expect(emulator.alarms()).toHaveLength(told);
    expect(await agent.metric('alarms{state="firing"}')).toBe(0);
  });
});

describe('a request with another method', () => {
  it.each(['GET', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'MKCOL', 'SEARCH'])(
    '%s is answered 405 with those that are allowed',
    async (method) => {
      const agent = await start();
      const bytes = head('/webhooks/guarded', 'Connection: close').replace('POST', method);
      const { text, status } = await rawRequest(agent.webhooksUrl, (write) => void write(bytes));
      expect(status).toBe(405);
      expect(text).toContain('\r\nAllow: POST, PUT\r\n');
    },
  );

  it('CONNECT, and one that nobody knows, get nothing', async () => {
    const agent = await start();
    for (const line of ['CONNECT coc.example:443 HTTP/1.1', 'STEAL /webhooks/guarded HTTP/1.1']) {
      const { status } = await rawRequest(agent.webhooksUrl, (write) => {
        write(`${line}\r\nHost: agent\r\nConnection: close\r\n\r\n`);
      });
      expect([0, 400]).toContain(status);
    }
    const answer = await agent.post('guarded', body('Fine'), { authorization: `Bearer ${TOKEN}` });
    expect(answer.status).toBe(200);
  });
});

describe('what strangers can read', () => {
  it('of the health of the agent is one word, without version, names or configuration', async () => {
    const agent = await start();
    for (const path of ['/-/healthy', '/-/ready']) {
      const { status, text, headers } = await agent.admin(path);
      expect([status, text]).toEqual([200, path === '/-/ready' ? '{"ready":true}\n' : '{"healthy":true}\n']);
      const said = JSON.stringify(headers);
      expect(said).not.toMatch(/server|powered|version|coc-alarm-agent/i);
    }
  });

  it('of an error is generic: no stack, path, or name of a library', async () => {
    const agent = await start();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const paths = [
      'guarded',
      'guarded/..%2f..%2fetc%2fpasswd',
      'nobody',
      '%00',
      '%ff',
      'guarded?a[b]=1',
      '..',
    ];
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '{"version":"4"}',
      '{"version":"4","alerts":[null,1,{}]}',
      '\0\xff',
    ];
    for (const path of paths)
      for (const text of bodies) {
        const answer = await agent.post(path, text, headers);
        expect(answer.text).not.toMatch(/ at |node:|node_modules|\.ts|\.js|express|zod|\/src\/|\/dist\//);
        expect(answer.text.length).toBeLessThan(400);
      }
  });
});

describe('a source without credentials', () => {
  const WARNING = 'anybody who can reach this source can send alerts to it; set its auth';
  const warnings = async (setup: { readonly webhooks?: string }) => {
    const { url: cocUrl } = await runEmulator();
    const sources = `{ open: { type: alertmanager }, guarded: { type: alertmanager, auth: { bearer: { token: ${TOKEN} } } } }`;
    const agent = await runAgent({ cocUrl, directory: await temporaryDirectory(), sources, ...setup });
    const lines = agent.log().split('\n');
    return lines.filter((line) => line.includes(WARNING)).map((line) => JSON.parse(line).source);
  };

  it('is named in a warning when the start opens it to others', async () => {
    expect(await warnings({ webhooks: '0.0.0.0:0' })).toEqual(['open']);
  });

  it('is not, while only this machine can reach it', async () => {
    expect(await warnings({})).toEqual([]);
  });
});
