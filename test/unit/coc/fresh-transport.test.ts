import { once } from 'node:events';
import { rmSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDeadline } from '../../../src/coc/deadline.ts';
import { openFreshTransport, openTransport, type Transport } from '../../../src/coc/transport.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { type Certificates, makeCertificates } from '../../support/certificates.ts';

const SETTINGS = { timeout: 2_000, maxResponse: 64, connections: 4 };
const WHOLE = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

const closers: (() => unknown)[] = [];
let certificates: Certificates;

beforeAll(async () => {
  certificates = await makeCertificates();
});

afterAll(() => rmSync(certificates.dir, { recursive: true, force: true }));

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function open(origin: string, settings: object = {}, opener = openFreshTransport): Transport {
  const transport = opener(origin, { ...SETTINGS, caFile: certificates.caFile, ...settings }, systemClock);
  closers.push(() => transport.close());
  return transport;
}

async function send(
  transport: Transport,
  { timeoutMs = 2_000, parent = undefined as AbortSignal | undefined } = {},
) {
  const deadline = startDeadline(timeoutMs, parent);
  const request = { method: 'POST', path: '/x', headers: {}, body: Buffer.from('{}') } as const;
  try {
    return await transport.send(request, deadline);
  } finally {
    deadline.stop();
  }
}

/** A TCP server that says how each of its connections ended: `reset`, or `closed` by a plain end. */
interface Endings {
  readonly origin: string;
  readonly endings: string[];
  readonly accepted: () => number;
  /** Resolves with how the first connection ended. */
  readonly ended: Promise<string>;
}

type OnRequest = (socket: Pick<Socket, 'write' | 'end'>) => void;

/** Starts a server over TCP, or TLS, that runs `onRequest` when a request has come. */
async function serve(scheme: 'http' | 'https', onRequest: OnRequest): Promise<Endings> {
  const context = tls.createSecureContext(certificates.good);
  return watch(scheme, (socket) => {
    if (scheme === 'http') return void socket.on('data', () => onRequest(socket));
    const secure = new tls.TLSSocket(socket, { isServer: true, secureContext: context });
    // An error of the connection is told to the TLS socket alone.
    secure.on('error', (error) => socket.emit('error', error)).on('data', () => onRequest(secure));
  });
}

async function watch(scheme: string, onSocket: (socket: Socket) => void): Promise<Endings> {
  const endings: string[] = [];
  let accepted = 0;
  let tell: (ending: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const server = net.createServer((socket) => {
    accepted += 1;
    let ending = 'closed';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') ending = 'reset';
    });
    socket.on('close', () => {
      endings.push(ending);
      tell(ending);
    });
    onSocket(socket);
  });
  const origin = `${scheme}://127.0.0.1:${await listen(server)}`;
  return { origin, endings, accepted: () => accepted, ended };
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => void sockets.add(socket));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A proxy that opens tunnels. How each connection to it ended is in its endings. */
async function startProxy(): Promise<Endings> {
  const proxy = http.createServer().on('connect', (request, client: Socket) => {
    const [host = '', port] = (request.url ?? '').split(':');
    const upstream = net.connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  return watch('http', (socket) => void proxy.emit('connection', socket));
}

describe.each(['http', 'https'] as const)('the connection of a call over %s', (scheme) => {
  it.each<[string, OnRequest, object]>([
    ['no answer in time', () => undefined, { sent: true, answered: false, cause: 'timeout' }],
    [
      'half an answer in time',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'),
      { sent: true, answered: true, cause: 'timeout' },
    ],
    [
      'an answer that is none',
      (socket) => socket.write('SSH-2.0-x\r\n\r\n'),
      { kind: 'failure', sent: true },
    ],
  ])('is reset after %s, so that nothing is sent again', async (_case, onRequest, end) => {
    const server = await serve(scheme, onRequest);
    expect(await send(open(server.origin), { timeoutMs: 1_000 })).toMatchObject(end);
    expect(await server.ended).toBe('reset');
  });

  it('is closed plainly after a whole answer', async () => {
    const server = await serve(scheme, (socket) => socket.write(WHOLE));
    expect(await send(open(server.origin))).toMatchObject({ kind: 'answer', status: 200 });
    expect(await server.ended).toBe('closed');
  });

  it('is reset when the agent stops', async () => {
    const stop = new AbortController();
    const server = await serve(scheme, () => void setTimeout(() => stop.abort(), 20));
    const end = await send(open(server.origin), { parent: stop.signal });
    expect(end).toMatchObject({ cause: 'interrupted', sent: true });
    expect(await server.ended).toBe('reset');
  });

  it('is a new one for each call', async () => {
    const server = await serve(scheme, (socket) => socket.write(WHOLE));
    const transport = open(server.origin);
    for (let i = 0; i < 3; i++) expect(await send(transport)).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.accepted()).toBe(3);
  });

  it('is reset through a proxy too', async () => {
    const stop = new AbortController();
    const server = await serve(scheme, () => void setTimeout(() => stop.abort(), 20));
    const proxy = await startProxy();
    const transport = open(server.origin, { proxy: proxy.origin });
    expect(await send(transport, { parent: stop.signal, timeoutMs: 10_000 })).toMatchObject({ sent: true });
    expect(await proxy.ended).toBe('reset');
    expect(server.accepted()).toBe(1);
  });
});

describe('a transport for calls that must not be made twice', () => {
  it('fails with the fault of TLS when it does not know the authority of the server', async () => {
    const server = await serve('https', (socket) => socket.write(WHOLE));
    const end = await send(open(server.origin, { caFile: undefined }));
    expect(end).toMatchObject({
      ...{ cause: 'error', sent: false },
      error: { code: expect.stringMatching(/CERT|SIGNATURE/) },
    });
    expect(server.accepted()).toBe(1);
  });

  it('opens no more connections at once than it may', async () => {
    const held: Pick<Socket, 'write'>[] = [];
    const server = await serve('http', (socket) => held.push(socket));
    const transport = open(server.origin, { connections: 2 });
    const calls = [1, 2, 3].map(() => send(transport));
    await vi.waitUntil(() => held.length === 2);
    expect(server.accepted()).toBe(2);
    for (const socket of held) socket.write(WHOLE);
    await vi.waitUntil(() => held.length === 3);
    held[2]?.write(WHOLE);
    for (const end of await Promise.all(calls)) expect(end).toMatchObject({ status: 200 });
  });

  it('sends nothing for a call whose time is over before it has a connection', async () => {
    const server = await serve('http', () => undefined);
    const transport = open(server.origin, { connections: 1 });
    const first = send(transport, { timeoutMs: 300 });
    const late = await send(transport, { timeoutMs: 50 });
    expect(late).toEqual({ kind: 'failure', cause: 'timeout', sent: false, answered: false });
    await first;
    expect(server.accepted()).toBe(1);
    expect(await send(transport, { parent: AbortSignal.abort() })).toMatchObject({ cause: 'interrupted' });
    expect(server.accepted()).toBe(1);
  });

  it('sends nothing any more when it is closed, neither for a new call nor for one that waits', async () => {
    const held: Pick<Socket, 'write'>[] = [];
    const server = await serve('http', (socket) => held.push(socket));
    const transport = open(server.origin, { connections: 1 });
    const calls = [1, 2, 3].map(() => send(transport));
    await vi.waitUntil(() => held.length === 1);
    await transport.close();
    const [first, ...others] = await Promise.all([...calls, send(transport)]);
    expect(first).toMatchObject({ kind: 'failure', sent: true });
    for (const end of others)
      expect(end).toMatchObject({
        ...{ cause: 'error', sent: false, answered: false },
        error: { code: 'UND_ERR_DESTROYED' },
      });
    expect(server.accepted()).toBe(1);
  });

  it('ends its calls when it is closed', async () => {
    const server = await serve('http', () => void transport.close());
    const transport = open(server.origin);
    expect(await send(transport)).toMatchObject({ kind: 'failure', sent: true });
    expect(await server.ended).toBe('reset');
  });
});

it('a kept connection is closed plainly, because its calls may be made twice', async () => {
  const server = await serve('http', () => undefined);
  await send(open(server.origin, {}, openTransport), { timeoutMs: 100 });
  expect(await server.ended).toBe('closed');
});
