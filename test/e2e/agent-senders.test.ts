import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody, grafanaBody } from '../support/alertmanager-body.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

type Headers = Record<string, string>;

const standardKey = (key: string) => Buffer.from(`${key}, a secret of 24 bytes or more`).toString('base64');

/** A way to authenticate: the keys of `auth` for one secret, and what its sender sends. */
interface Way {
  readonly type: string;
  readonly auth: (keys: readonly string[]) => object;
  readonly headers: (key: string, body: string) => Headers;
}

const WAYS: Readonly<Record<string, Way>> = {
  bearer: {
    type: 'alertmanager',
    auth: (keys) => ({ bearer: keys.map((token) => ({ token })) }),
    headers: (key) => ({ authorization: `Bearer ${key}` }),
  },
  basic: {
    type: 'alertmanager',
    auth: (keys) => ({ basic: keys.map((password) => ({ user: 'am', password })) }),
    headers: (key) => ({ authorization: `Basic ${btoa(`am:${key}`)}` }),
  },
  hmac: {
    type: 'grafana',
    auth: (keys) => ({ hmac: keys.map((secret) => ({ secret, timestampHeader: 'X-Timestamp' })) }),
    headers(key, body) {
      const at = `${Math.floor(Date.now() / 1_000)}`;
      const mac = createHmac('sha256', key).update(`${at}:${body}`).digest('hex');
      return { 'x-grafana-alerting-signature': mac, 'x-timestamp': at };
    },
  },
  standard: {
    type: 'alertmanager',
    auth: (keys) => ({ standardWebhooks: keys.map((key) => ({ secret: `whsec_${standardKey(key)}` })) }),
    headers(key, body) {
      const at = `${Math.floor(Date.now() / 1_000)}`;
      const mac = createHmac('sha256', Buffer.from(standardKey(key), 'base64')).update(`id.${at}.${body}`);
      return {
        'webhook-id': 'id',
        'webhook-timestamp': at,
        'webhook-signature': `v1,${mac.digest('base64')}`,
      };
    },
  },
};

/** A body of the type of a source. */
const bodyFor = (source: string, name: string) =>
  JSON.stringify(WAYS[source]?.type === 'grafana' ? grafanaBody({ name }) : alertmanagerBody({ name }));

const sourcesWith = (keys: readonly string[]) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(WAYS).map(([name, { type, auth }]) => [name, { type, auth: auth(keys) }]),
    ),
  );

async function useSecrets(agent: RunningAgent, from: readonly string[], to: readonly string[]) {
  const text = await readFile(agent.configFile, 'utf8');
  await writeFile(agent.configFile, text.replace(sourcesWith(from), sourcesWith(to)));
  expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
}

describe('a change of secrets', () => {
  it('loses no alarm of any sender, whenever each of them takes the new one', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory,
      incidents: '[]',
      sources: sourcesWith(['old']),
    });
    const send = async (source: string, key: string, name: string) => {
      const body = bodyFor(source, name);
      return (await agent.post(source, body, WAYS[source]?.headers(key, body))).status;
    };
    const sent: { readonly source: string; readonly name: string; readonly status: number }[] = [];
    const keys = new Map(Object.keys(WAYS).map((source) => [source, 'old']));
    let over = false;
    const senders = Object.keys(WAYS).map(async (source) => {
      for (let n = 0; !over; n++) {
        const name = `${source}${n}`;
        sent.push({ source, name, status: await send(source, keys.get(source) ?? '', name) });
      }
    });
    const sentBy = (source: string) => sent.filter((one) => one.source === source).length;
    /** Until each sender has begun some requests and ended them. */
    const more = async () => {
      for (const source of Object.keys(WAYS)) {
        const before = sentBy(source);
        await until('more was sent', () => sentBy(source) >= before + 5);
      }
    };
    await more();
    await useSecrets(agent, ['old'], ['old', 'new']);
    await more();
    for (const source of Object.keys(WAYS)) {
      keys.set(source, 'new');
      await more();
    }
    await useSecrets(agent, ['old', 'new'], ['new']);
    await more();
    over = true;
    await Promise.all(senders);
    expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
    for (const source of Object.keys(WAYS)) expect(await send(source, 'old', 'Late')).toBe(401);
    await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);
    const came = emulator.alarms().map(({ body }) => String(body?.alarmName));
    expect([...new Set(came)].sort()).toEqual(sent.map(({ name }) => name).sort());
  });
});

describe('many wrong credentials at once', () => {
  it('hold up nobody with a right one, also from the same address, and are slowed and counted', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const sources = sourcesWith(['right']);
    const agent = await runAgent({ cocUrl: emulator.url, directory, incidents: '[]', sources });
    const send = async (source: string, key: string, name: string) => {
      const body = bodyFor(source, name);
      return (await agent.post(source, body, WAYS[source]?.headers(key, body))).status;
    };
    let over = false;
    let wrong = 0;
    const statuses = new Map<number | 'closed', number>();
    const beganAt = performance.now();
    const guessers = Array.from({ length: 12 }, async (_, n) => {
      const source = Object.keys(WAYS)[n % 4] ?? '';
      while (!over) {
        const got = await send(source, `guess-${n}-${wrong}`, 'Forged').catch(() => 'closed' as const);
        statuses.set(got, (statuses.get(got) ?? 0) + 1);
        wrong += 1;
      }
    });
    await until('they are slowed', async () => ((await agent.metric('webhook_auth_slowed_total')) ?? 0) > 0);
    const names = Array.from({ length: 200 }, (_, n) => `Right${n}`);
    for (const [n, name] of names.entries())
      expect([name, await send(Object.keys(WAYS)[n % 4] ?? '', 'right', name)]).toEqual([name, 200]);
    over = true;
    await Promise.all(guessers);
    const seconds = (performance.now() - beganAt) / 1_000;
    expect([...statuses.keys()].sort()).toEqual([401, 'closed']);
    // Twenty at once, a third of one a second more, and one late one a second.
    expect(statuses.get(401)).toBeLessThanOrEqual(20 + seconds * (1 / 3 + 1) + 2);
    const { text } = await agent.admin('/metrics');
    const failures = [...text.matchAll(/^coc_alarm_agent_webhook_auth_failures_total\{.*\} (\d+)$/gm)];
    expect(failures.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(wrong);
    expect(agent.log().match(/keeps sending wrong credentials/g)).toHaveLength(1);
    await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);
    const came = emulator.alarms().map(({ body }) => String(body?.alarmName));
    expect([...new Set(came)].sort()).toEqual(names.toSorted());
  });
});

describe('a source that sends more often than its limit', () => {
  const OFTEN = 'limits: { requestsPerSecond: 0.01, burst: 3 }';

  it('is asked to send again later, other sources are served, and a reload changes the limit', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      incidents: '[]',
      listen: OFTEN,
      sources: 'busy: { type: alertmanager }\n  quiet: { type: alertmanager }',
    });
    const send = (source: string, name: string) => agent.post(source, alertmanagerBody({ name }));
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push(await send('busy', `Busy${n}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 503, 503]);
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(1);
    expect((await send('quiet', 'Quiet')).status).toBe(200);
    expect(await agent.metric('intake_refused_total{reason="rate"}')).toBe(2);
    const text = await readFile(agent.configFile, 'utf8');
    await writeFile(agent.configFile, text.replace(`, ${OFTEN}`, ''));
    expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
    for (const name of ['Busy3', 'Busy4'])
      await until('it is taken', async () => (await send('busy', name)).status === 200);
    await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);
    const came = emulator.alarms().map(({ body }) => body?.alarmName);
    expect([...new Set(came)].sort()).toEqual(['Busy0', 'Busy1', 'Busy2', 'Busy3', 'Busy4', 'Quiet']);
  });
});
