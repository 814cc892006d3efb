import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type RequestOptions, request } from 'node:https';
import { connect as bareConnect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Listener, type ListenerOptions } from '../../../src/http/listener.ts';
import { createLog } from '../../../src/observability/create-log.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { type Certificates, makeCertificates } from '../../support/certificates.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { eventually } from './eventually.ts';
import { head, rawRequest } from './raw-client.ts';

let first: Certificates;
let second: Certificates;
let certFile: string;
let keyFile: string;
const lines: string[] = [];
const listeners: Listener[] = [];

beforeAll(async () => {
  first = await makeCertificates();
  second = await makeCertificates();
  certFile = join(first.dir, 'served.pem');
  keyFile = join(first.dir, 'served.key');
});

afterAll(() => {
  for (const { dir } of [first, second]) rmSync(dir, { recursive: true });
});

afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.stop(0);
});

async function startTls(
  tls: Partial<NonNullable<ListenerOptions['tls']>> = {},
  changes: Partial<ListenerOptions> = {},
): Promise<string> {
  writeFileSync(certFile, first.good.cert);
  writeFileSync(keyFile, first.good.key);
  lines.length = 0;
  const log = createLog({
    level: 'info',
    format: 'json',
    destination: { write: (line) => void lines.push(line) },
  });
  const listener = new Listener({
    name: 'webhooks',
    address: { host: '127.0.0.1', port: 0 },
    tls: { certFile, keyFile, ...tls },
    tlsCheckMs: 10,
    clock: systemClock,
    app: (_request, response) => void response.end('hello'),
    log,
    ...changes,
  });
  listeners.push(listener);
  await listener.start();
  return listener.url;
}

interface Met {
  readonly status: number | undefined;
  readonly peer: PeerCertificate;
}

function get(url: string, options: RequestOptions): Promise<Met> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, rejectUnauthorized: false, ...options }, (answer) => {
      const peer = (answer.socket as TLSSocket).getPeerCertificate();
      answer.resume().once('end', () => resolve({ status: answer.statusCode, peer }));
    });
    sent.once('error', reject).end();
  });
}

describe('a TLS listener', () => {
  it('serves with its certificate', async () => {
    const url = await startTls();
    expect(url).toMatch(/^https:/);
    const { status, peer } = await get(url, {});
    expect([status, peer.subject.CN]).toEqual([200, 'good']);
  });

  it('refuses what is older than TLS 1.2', async () => {
    const url = await startTls();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(get(url, old)).rejects.toThrow();
  });

  it('never answers a client that speaks plain HTTP', async () => {
    let asked = 0;
    const url = await startTls(
      {},
      {
        app: (_request, response) => {
          asked += 1;
          response.end('hello');
        },
      },
    );
    const plain = await rawRequest(url.replace('https', 'http'), (write) => {
      write(head('/webhooks/guarded', 'Content-Length: 2'));
      write('{}');
    });
    expect([plain.status, asked]).toEqual([0, 0]);
  });

  it('lives on when a client speaks plain HTTP, or breaks the handshake off', async () => {
    const url = await startTls();
    await fetch(url.replace('https', 'http')).catch(() => undefined);
    const socket = connect({ port: Number(new URL(url).port), rejectUnauthorized: false });
    socket.destroy();
    expect((await get(url, {})).status).toBe(200);
  });

  it('takes a new certificate over when its files change, without a restart', async () => {
    const url = await startTls();
    const before = (await get(url, {})).peer.fingerprint256;
    writeFileSync(certFile, second.good.cert);
    writeFileSync(keyFile, second.good.key);
    await eventually(async () => (await get(url, {})).peer.fingerprint256).not.toBe(before);
    expect(lines.join('')).toContain('read the changed TLS files');
  });

  it('keeps its certificate while the new files do not belong together', async () => {
    const url = await startTls();
    const before = (await get(url, {})).peer.fingerprint256;
    writeFileSync(certFile, second.good.cert);
    await eventually(() => lines.join('')).toContain('the old certificate stays in use');
    expect((await get(url, {})).peer.fingerprint256).toBe(before);
    writeFileSync(keyFile, second.good.key);
    await eventually(async () => (await get(url, {})).peer.fingerprint256).not.toBe(before);
  });

  it('says once for each change that the new files do not belong together', async () => {
    const clock = new FakeClock();
    await startTls({}, { clock, tlsCheckMs: 5_000 });
    const said = () => lines.filter((line) => line.includes('the old certificate stays in use')).length;
    writeFileSync(certFile, second.good.cert);
    await clock.pass(60_000);
    expect(said()).toBe(1);
    writeFileSync(certFile, `${second.good.cert}\n`);
    await clock.pass(60_000);
    expect(said()).toBe(2);
  });

  it('says which file it cannot use, and never what is in it', async () => {
    const error = await startTls({ keyFile: '/no/such.key' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: expect.stringContaining('/no/such.key'),
      issues: [{ path: 'listen.tls.webhooks' }],
    });
    const wrong = join(first.dir, 'wrong.key');
    writeFileSync(wrong, second.good.key);
    const mismatch = await startTls({ keyFile: wrong }).catch((thrown: unknown) => thrown);
    expect(String(mismatch)).toContain('do not belong together');
    expect(String(mismatch)).not.toContain('PRIVATE KEY');
  });
});

describe('a TLS listener that asks for client certificates', () => {
  it.each([
    ['of its authority', () => first.good, 200],
    ['of another authority', () => second.good, 'refused'],
    ['none', () => ({}), 'refused'],
  ] as const)('%s', async (_title, client, expected) => {
    const url = await startTls({ clientCaFile: first.caFile });
    const met = await get(url, client()).then(
      ({ status }) => status,
      () => 'refused',
    );
    expect(met).toBe(expected);
  });

  it('still asks for them after the files changed', async () => {
    const clientCaFile = join(first.dir, 'clients.pem');
    copyFileSync(first.caFile, clientCaFile);
    const url = await startTls({ clientCaFile });
    copyFileSync(second.caFile, clientCaFile);
    await eventually(() => lines.join('')).toContain('read the changed TLS files');
    expect((await get(url, second.good)).status).toBe(200);
    await expect(get(url, first.good)).rejects.toThrow();
    await expect(get(url, {})).rejects.toThrow();
  });
});

describe('connections that do not finish their TLS handshake', () => {
  /** Opens a bare connection, and says nothing. */
  const open = (url: string) =>
    new Promise<Socket>((resolve) => {
      const socket = bareConnect(Number(new URL(url).port), '127.0.0.1', () => resolve(socket));
      socket.on('error', () => socket.destroy());
    });

  it('are bounded like others: the longest waiting goes, and a healthy client is served', async () => {
    const url = await startTls({}, { maxConnections: 3 });
    const held: Socket[] = [];
    for (let i = 0; i < 3; i++) held.push(await open(url));
    const closed = new Promise((resolve) => held[0]?.once('close', resolve));
    expect((await get(url, {})).status).toBe(200);
    await closed;
    expect(held.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
    for (let i = 0; i < 5; i++) held.push(await open(url));
    await eventually(() => held.filter(({ destroyed }) => !destroyed).length).toBe(3);
    for (const socket of held) socket.destroy();
  });

  it('are counted once, and no longer when they are closed', async () => {
    const url = await startTls({}, { maxConnections: 2 });
    for (let i = 0; i < 6; i++) expect((await get(url, {})).status).toBe(200);
    const idle = [await open(url), await open(url)];
    for (const socket of idle) socket.destroy();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i++) expect((await get(url, { agent })).status).toBe(200);
    agent.destroy();
  });

  it('cut off no request that was read to its end', async () => {
    let answer: () => void = () => undefined;
    const url = await startTls(
      {},
      {
        maxConnections: 1,
        app: (request, response) => {
          answer = () => response.end('late');
          request.resume();
        },
      },
    );
    const asked = get(url, {});
    await eventually(() => String(answer)).toContain('late');
    const other = await open(url);
    await new Promise((resolve) => other.once('close', resolve));
    answer();
    expect((await asked).status).toBe(200);
  });

  it('are ended after the time for a handshake', async () => {
    const url = await startTls({}, { handshakeMs: 50 });
    const socket = await open(url);
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await get(url, {})).status).toBe(200);
  });
});
