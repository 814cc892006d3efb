import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';
import { head, rawRequest } from '../unit/http/raw-client.ts';

const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stopEverything();
});

const MiB = 2 ** 20;
const PATH = '/webhooks/alertmanager';

async function start(outbox = ''): Promise<RunningAgent> {
  const emulator = await runEmulator();
  return runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory(), outbox });
}

/** Opens a connection that sends this and then whatever `drip` says, every half second. */
function hold(agent: RunningAgent, first: string, drip?: string): Promise<Socket> {
  const { hostname, port } = new URL(agent.webhooksUrl);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.resume();
    socket.once('close', () => resolve(socket));
    socket.once('connect', () => {
      socket.write(first);
      const timer = drip === undefined ? undefined : setInterval(() => socket.write(drip), 500);
      socket.once('close', () => clearInterval(timer));
      resolve(socket);
    });
  });
}

/** Sends an alert of a healthy sender, which is to be answered while the others still hold their connections. */
async function serve(agent: RunningAgent, name: string): Promise<void> {
  const held = sockets.filter(({ destroyed }) => !destroyed);
  const answer = await agent.post('alertmanager', alertmanagerBody({ name }));
  expect(answer.status).toBe(200);
  expect(held.length === 0 || held.some(({ destroyed }) => !destroyed)).toBe(true);
}

describe('a healthy sender', () => {
  it('is served while thousands of connections are held that send nothing', async () => {
    const agent = await start();
    for (let i = 0; i < 2_250; i += 250)
      await Promise.all(Array.from({ length: 250 }, () => hold(agent, i % 500 === 0 ? '' : 'POST ')));
    for (let i = 0; i < 10; i++) await serve(agent, `Well${i}`);
  });

  it('is served while others drip their heads and bodies', async () => {
    const agent = await start();
    await Promise.all([
      ...Array.from({ length: 200 }, () => hold(agent, `POST ${PATH} HTTP/1.1\r\nHost: agent\r\nX: `, 'x')),
      ...Array.from({ length: 200 }, () => hold(agent, head(PATH, 'Content-Length: 100000'), '{')),
    ]);
    for (let i = 0; i < 8; i++) {
      await sleep(200);
      await serve(agent, `Well${i}`);
    }
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes of all buffers that this process holds on to. The agent runs in it. */
function bufferedBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

describe('a body', () => {
  it.each(['Content-Length: 104857600', 'Transfer-Encoding: chunked'])(
    'of 100 MB (%s) is refused early, and takes no memory',
    async (length) => {
      const agent = await start();
      const chunked = length.startsWith('Transfer');
      const piece = Buffer.alloc(MiB, 'a');
      const before = bufferedBytes();
      let [sent, most] = [0, before];
      const answer = await rawRequest(
        agent.webhooksUrl,
        async (write, drained) => {
          write(head(PATH, length));
          for (; sent < 100; sent++) {
            if (chunked) write(`${MiB.toString(16)}\r\n`);
            const room = write(piece);
            if (chunked) write('\r\n');
            if (sent % 10 === 9) most = Math.max(most, bufferedBytes());
            if (!room) await drained();
          }
        },
        8_000,
      );
      expect(answer.status).toBe(413);
      expect(most - before).toBeLessThan(96 * MiB);
      expect(await agent.metric('outbox_entries')).toBe(0);
      await serve(agent, 'Well');
    },
  );

  it('that is a gzip bomb is refused at the limit', async () => {
    const agent = await start();
    const blanks = Buffer.alloc(200 * MiB, ' ');
    const bomb = gzipSync(blanks);
    const before = bufferedBytes();
    const answer = await agent.post('alertmanager', bomb, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(bufferedBytes() - before).toBeLessThan(96 * MiB);
    expect(blanks).toHaveLength(200 * MiB);
  });

  it('that ends before its Content-Length is nothing', async () => {
    const agent = await start();
    const socket = await hold(agent, `${head(PATH, 'Content-Length: 100000')}{"version":"4"`);
    socket.end();
    await until(
      'it is counted',
      async () => (await agent.metric('webhook_requests_total{source="alertmanager",code="aborted"}')) === 1,
    );
    expect(await agent.metric('dead_letters')).toBe(0);
  });

  it.each([
    ['a depth of 65 and nothing else', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['a depth of a million', '['.repeat(1_000_000)],
    ['a million and one keys', `{${Array.from({ length: 1_000_001 }, (_, i) => `"${i}":0`).join()}}`],
    ['10,001 keys in one object', `{${Array.from({ length: 10_001 }, (_, i) => `"${i}":0`).join()}}`],
  ])('with %s is read by nobody', async (_what, body) => {
    const agent = await start();
    expect((await agent.post('alertmanager', body)).status).toBe(400);
    await serve(agent, 'Well');
  });

  it.each([
    ['a text of 2 MB', 'y'.repeat(2 * MiB)],
    ['a million lists', Array.from({ length: 1_000_000 }, () => [])],
    ['a million numbers', Array.from({ length: 1_000_000 }, () => 0)],
    ['a depth of a thousand', JSON.parse('['.repeat(1_000) + ']'.repeat(1_000))],
  ])('with %s in one alert loses none of its alerts, and the mark reaches COC', async (_what, monster) => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    const { alerts, ...group } = alertmanagerBody({ name: 'A' }, { name: 'B' }, { name: 'C' }) as {
      alerts: { annotations: object }[];
    };
    const [, second] = alerts;
    const isText = typeof monster === 'string';
    Object.assign(isText ? (second?.annotations ?? {}) : (second ?? {}), { monster });
    const answer = await agent.post('alertmanager', { ...group, alerts });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { accepted: 3, repeated: 0, rejected: [] },
    ]);
    await until('all have arrived', () => emulator.alarms().length === 3);
    const sent = emulator.alarms().find(({ body }) => body?.alarmName === 'B');
    expect(JSON.stringify(sent?.body?.additional)).toContain('1 too large');
    await serve(agent, 'Well');
  });

  it('of half a million things that are no alerts takes no more memory or time than others can bear', async () => {
    const agent = await start();
    const answer = agent.post('alertmanager', `{"version":"4","alerts":[${'{},'.repeat(500_000)}0]}`);
    await serve(agent, 'Well');
    const { status, text } = await answer;
    expect(status).toBe(200);
    expect(text.length).toBeLessThan(500_000);
    await serve(agent, 'Better');
  });
});

describe('a request that two readers could understand differently', () => {
  const body = '0\r\n\r\n';
  it.each([
    ['both lengths', head(PATH, 'Content-Length: 5', 'Transfer-Encoding: chunked') + body],
    ['two lengths', head(PATH, 'Content-Length: 5', 'Content-Length: 6') + body],
    ['a list of lengths', head(PATH, 'Content-Length: 5, 5') + body],
    ['a length with a sign', head(PATH, 'Content-Length: +5') + body],
    ['a length in hex', head(PATH, 'Content-Length: 0x5') + body],
    ['an unknown transfer coding', head(PATH, 'Transfer-Encoding: xchunked') + body],
    ['chunked that is not the last', head(PATH, 'Transfer-Encoding: chunked, identity') + body],
    ['a folded header', head(PATH, 'Transfer-Encoding:', ' chunked') + body],
    ['a blank before the colon', head(PATH, 'Transfer-Encoding : chunked') + body],
    ['a NUL in a header', head(PATH, 'X-Name: a\0b', 'Content-Length: 5') + body],
    ['bare line feeds', `POST ${PATH} HTTP/1.1\nHost: agent\nContent-Length: 5\n\n${body}`],
    ['a chunk size that is no number', `${head(PATH, 'Transfer-Encoding: chunked')}zz\r\n`],
    ['a header of 20 kB', head(PATH, `X-Large: ${'x'.repeat(20_000)}`)],
    ['two hosts', head(PATH, 'Host: other', 'Content-Length: 5') + body],
    ['a host that is none', `POST ${PATH} HTTP/1.1\r\nHost: a b@c/\r\nContent-Length: 5\r\n\r\n${body}`],
    ['another host in its target', head(`http://other${PATH}`, 'Content-Length: 5') + body],
    ['two senders', head(PATH, 'Authorization: a', 'Authorization: b', 'Content-Length: 5') + body],
    ['a coding before chunked', head(PATH, 'Transfer-Encoding: gzip, chunked') + body],
    [
      'chunked in a header of its own',
      head(PATH, 'Transfer-Encoding: x', 'Transfer-Encoding: chunked') + body,
    ],
    ['a tab before chunked', head(PATH, 'Transfer-Encoding:\tchunked\v') + body],
    [
      'a bare line feed in a header',
      head(PATH, 'X-Name: a\nTransfer-Encoding: chunked', 'Content-Length: 5') + body,
    ],
    [
      'a chunk extension without an end',
      `${head(PATH, 'Transfer-Encoding: chunked')}5;${'x'.repeat(20_000)}`,
    ],
    ['a negative length', head(PATH, 'Content-Length: -5') + body],
    ['a bad expectation', head(PATH, 'Expect: 200-ok', 'Content-Length: 5') + body],
    ['no host', `POST ${PATH} HTTP/1.1\r\nContent-Length: 5\r\n\r\n${body}`],
  ])('is refused: %s', async (_what, bytes) => {
    const agent = await start();
    const { status, text } = await rawRequest(agent.webhooksUrl, (write) => void write(bytes));
    expect([400, 413, 417, 431, 501]).toContain(status);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1);
    expect(await agent.metric('outbox_entries')).toBe(0);
  });

  it('is answered one by one when several come at once', async () => {
    const agent = await start();
    const one = JSON.stringify(alertmanagerBody({ name: 'Piped' }));
    const request = (close: string) => `${head(PATH, `Content-Length: ${one.length}`, close)}${one}`;
    const bytes = request('Connection: keep-alive') + request('Connection: close');
    const { text } = await rawRequest(agent.webhooksUrl, (write) => void write(bytes));
    expect(text.match(/"accepted":1|"repeated":1/g)).toEqual(['"accepted":1', '"repeated":1']);
  });
});

describe('100,000 series that nobody knows', () => {
  it('make no metric, and are refused once the outbox is full', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({ cocUrl: emulator.url, directory, outbox: 'maxEntries: 5000' });
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
    const metrics = async () => (await agent.admin('/metrics')).text;
    await agent.post('alertmanager', alertmanagerBody({ name: 'First' }));
    const before = (await metrics()).split('\n').length;
    const codes = new Map<number, number>();
    for (let i = 0; i < 40; i++) {
      const alerts = Array.from({ length: 2_500 }, (_, j) => ({
        name: `Flood${i}`,
        labels: { [`flood_${i}_${j}`]: `value ${j}`, unique: `${i}-${j}` },
      }));
      const { status } = await agent.post('alertmanager', alertmanagerBody(...alerts));
      codes.set(status, (codes.get(status) ?? 0) + 1);
    }
    expect([codes.get(200), codes.get(503)]).toEqual([2, 38]);
    const after = await metrics();
    expect(after).not.toMatch(/flood/i);
    // What was never observed before begins with its first value, such as the buckets of a duration.
    expect(after.split('\n').length).toBeLessThan(before + 100);
    expect(await agent.metric('intake_refused_total{reason="entries"}')).toBe(38);
    expect((await agent.admin('/-/ready')).status).toBe(200);
  });
});

describe('a sender that makes ever new series, of which COC takes every one', () => {
  it('fills neither memory nor metrics; its known series and other sources are served', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const sources = '{ wild: { type: alertmanager }, tame: { type: alertmanager } }';
    const outbox = 'maxSeriesPerSource: 1000';
    const agent = await runAgent({ cocUrl: emulator.url, directory, sources, incidents: '[]', outbox });
    const flood = (name: string, status: 'firing' | 'resolved') =>
      alertmanagerBody(
        ...Array.from({ length: 500 }, (_, i) => ({ name, status, labels: { unique: `${i}` } })),
      );
    const codes: number[] = [];
    const lines: number[] = [];
    for (let i = 0; i < 3; i++) {
      codes.push((await agent.post('wild', flood(`Ended${i}`, 'firing'))).status);
      codes.push((await agent.post('wild', flood(`Ended${i}`, 'resolved'))).status);
      await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);
      lines.push((await agent.admin('/metrics')).text.match(/^coc_alarm_agent_/gm)?.length ?? 0);
    }
    expect(new Set(codes)).toEqual(new Set([200]));
    expect(await agent.metric('alarms{state="resolved"}')).toBeLessThanOrEqual(1_000);
    expect(lines.at(-1)).toBe(lines[1]);

    expect((await agent.post('wild', flood('Lasting', 'firing'))).status).toBe(200);
    expect((await agent.post('wild', flood('More', 'firing'))).status).toBe(200);
    const refused = await agent.post('wild', flood('TooMany', 'firing'));
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
    expect(refused.text).toContain('outbox.maxSeriesPerSource');
    expect(await agent.metric('intake_refused_total{reason="series"}')).toBe(1);
    expect((await agent.post('wild', flood('Lasting', 'resolved'))).status).toBe(200);
    expect((await agent.post('tame', alertmanagerBody({ name: 'Other' }))).status).toBe(200);
    expect((await agent.admin('/-/ready')).status).toBe(200);
  });
});
