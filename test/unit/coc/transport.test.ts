import { rmSync } from 'node:fs';
import http from 'node:http';
import type { ServerOptions } from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CallContext, classify } from '../../../src/coc/classify.ts';
import { startDeadline } from '../../../src/coc/deadline.ts';
import { openFreshTransport, openTransport, type Transport } from '../../../src/coc/transport.ts';
import { Egress, type Resolve } from '../../../src/egress/egress.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { type Certificates, makeCertificates } from '../../support/certificates.ts';
import { type CocServer, json, type Script, SUCCESS, startServer } from './coc-server.ts';

const SETTINGS = { timeout: 2_000, maxResponse: 4_096, connections: 4 };
const CONTEXT: CallContext = { operation: 'report-alarm', now: 0, secrets: [] };

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Opening = Partial<Parameters<typeof openTransport>[1]>;

function open(origin: string, settings: Opening = {}, opener = openTransport): Transport {
  const transport = opener(origin, { ...SETTINGS, ...settings }, systemClock);
  closers.push(() => transport.close());
  return transport;
}

async function serve(script: Script, tls?: ServerOptions): Promise<CocServer> {
  const server = await startServer(script, tls);
  closers.push(() => server.close());
  return server;
}

async function send(transport: Transport, timeoutMs = 2_000, signal?: AbortSignal) {
  const deadline = startDeadline(timeoutMs, signal);
  const request = {
    method: 'POST',
    path: '/x',
    headers: { authorization: 'SIGNED' },
    body: Buffer.from('{}'),
  } as const;
  try {
    return await transport.send(request, deadline);
  } finally {
    deadline.stop();
  }
}

const answerWell: Script = (_request, response) => json(response, 200, SUCCESS);

describe('a transport', () => {
  it('reuses the connections that it has', async () => {
    const server = await serve(answerWell);
    const transport = open(server.origin);
    for (let i = 0; i < 20; i += 1)
      expect(await send(transport)).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it('tells the server to close the connection of a call that must not be made twice', async () => {
    const server = await serve(answerWell);
    await send(open(server.origin, {}, openFreshTransport));
    await send(open(server.origin));
    expect(server.seen.map(({ headers }) => headers.connection)).toEqual(['close', 'keep-alive']);
  });

  it('ends at the deadline when nobody answers', async () => {
    const server = await serve(() => undefined);
    const end = await send(open(server.origin), 1_000);
    expect(end).toEqual({ kind: 'failure', cause: 'timeout', sent: true, answered: false });
  });

  it('ends at the deadline when the answer drips', async () => {
    const server = await serve((_request, response) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    const end = await send(open(server.origin), 1_000);
    expect(end).toEqual({ kind: 'failure', cause: 'timeout', sent: true, answered: true });
  });

  it('knows that nothing was sent when the connection was never made', async () => {
    // The backlog of a listener that accepts nothing is the nearest to a black hole on one machine: TLS never begins.
    const silent = net.createServer(
      (socket) => void silentSockets.add(socket.on('error', () => socket.destroy())),
    );
    const silentSockets = new Set<Socket>();
    const port = await listen(silent);
    closers.push(async () => {
      for (const socket of silentSockets) socket.destroy();
      silent.close();
    });
    const end = await send(open(`https://127.0.0.1:${port}`), 100);
    expect(end).toEqual({ kind: 'failure', cause: 'timeout', sent: false, answered: false });
  });

  it('never writes a request that was given up while it waited for a connection', async () => {
    const server = await serve((_request, response) => setTimeout(() => json(response, 200, SUCCESS), 150));
    const transport = open(server.origin, { connections: 1 });
    const first = send(transport);
    expect(await send(transport, 50)).toMatchObject({ cause: 'timeout', sent: false });
    expect(await first).toMatchObject({ status: 200 });
    expect(await send(transport)).toMatchObject({ status: 200 });
    expect(server.seen).toHaveLength(2);
  });

  it('does not go on with a kept connection that has gone dead without a word', async () => {
    const dead = new Set<Socket>();
    const server = await serve((_request, response, socket) => {
      if (dead.has(socket)) return;
      dead.add(socket);
      json(response, 200, SUCCESS);
    });
    const transport = open(server.origin, { connections: 1 });
    expect(await send(transport)).toMatchObject({ status: 200 });
    expect(await send(transport, 1_000)).toEqual({
      kind: 'failure',
      cause: 'timeout',
      sent: true,
      answered: false,
    });
    expect(await send(transport)).toMatchObject({ status: 200 });
    expect(server.connections()).toBe(2);
  });

  it('ends as soon as the caller gives up', async () => {
    const server = await serve(() => controller.abort());
    const controller = new AbortController();
    const end = await send(open(server.origin), 2_000, controller.signal);
    expect(end).toEqual({ kind: 'failure', cause: 'interrupted', sent: true, answered: false });
  });

  it('reads no more of an answer than the cap', async () => {
    let closed = false;
    const server = await serve((_request, response) => {
      const pump = () => {
        if (!closed && response.write('x'.repeat(65_536))) setImmediate(pump);
        else if (!closed) response.once('drain', pump);
      };
      response.on('close', () => {
        closed = true;
      });
      pump();
    });
    const end = await send(open(server.origin));
    expect(end).toMatchObject({ kind: 'answer', status: 200, truncated: true });
    expect(end.kind === 'answer' && end.body.length).toBe(4_096);
    await expect.poll(() => closed, { timeout: 20_000 }).toBe(true);
  });

  it.each([
    ['before it answers', (socket: Socket) => socket.resetAndDestroy()],
    [
      'in the middle of the answer',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"a'),
    ],
  ])('reports a server that goes away %s', async (_case, goAway) => {
    const server = await serve((_request, _response, socket) => goAway(socket));
    const end = await send(open(server.origin));
    expect(end).toMatchObject({ kind: 'failure', cause: 'error', sent: true });
    expect(classify(end, CONTEXT)).toMatchObject({ kind: 'retry', reason: 'network', scope: 'destination' });
  });

  it('knows that nothing was sent to a port where nobody listens', async () => {
    const server = await startServer(answerWell);
    await server.close();
    const end = await send(open(server.origin));
    expect(end).toMatchObject({ kind: 'failure', sent: false });
    expect(classify(end, { ...CONTEXT, operation: 'create-incident' })).toMatchObject({
      kind: 'retry',
      reason: 'network',
    });
  });

  it('reports a host that has no address as a fault of DNS', async () => {
    const end = await send(open('http://no-such-host.invalid'));
    expect(classify(end, CONTEXT)).toMatchObject({ kind: 'retry', reason: 'dns' });
  });

  it('reports what is not HTTP as a bad answer', async () => {
    const server = await serve((_request, _response, socket) => void socket.end('SSH-2.0-OpenSSH\r\n'));
    expect(classify(await send(open(server.origin)), CONTEXT)).toMatchObject({ reason: 'bad-response' });
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a %d, and shows our headers to nobody else',
    async (status) => {
      const other = await serve(answerWell);
      const server = await serve((_request, response) =>
        json(response, status, {}, { location: `${other.origin}/x` }),
      );
      expect(await send(open(server.origin))).toMatchObject({ kind: 'answer', status });
      expect(other.connections()).toBe(0);
    },
  );
});

describe('the addresses that a transport may call', () => {
  const resolvingTo =
    (address: string): Resolve =>
    (_host, _options, done) =>
      done(null, [{ address, family: 4 }]);

  async function refused(origin: string, settings: Parameters<typeof open>[1]) {
    const end = await send(open(origin, settings));
    expect(end).toMatchObject({ kind: 'failure', sent: false });
    const outcome = classify(end, { ...CONTEXT, operation: 'create-incident' });
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'network', scope: 'destination' });
    return 'detail' in outcome ? outcome.detail : '';
  }

  it('are checked when the socket connects, whatever DNS said before', async () => {
    const server = await serve(answerWell);
    const addresses = ['127.0.0.1', '169.254.169.254', '127.0.0.1'];
    const egress = new Egress({}, (host, options, done) =>
      resolvingTo(addresses.shift() ?? '')(host, options, done),
    );
    const transport = open(`http://rebound.test:${server.port}`, { egress }, openFreshTransport);
    expect(await send(transport)).toMatchObject({ status: 200 });
    const end = await send(transport);
    expect(end).toMatchObject({ kind: 'failure', sent: false });
    expect(classify(end, CONTEXT)).toMatchObject({
      detail: expect.stringMatching(/rebound\.test resolves to 169\.254\.169\.254, .*correct the address/),
    });
    expect(await send(transport)).toMatchObject({ status: 200 });
    expect(server.seen).toHaveLength(2);
  });

  it('leave out a forbidden one that is written into the URL', async () => {
    expect(await refused('http://169.254.169.254', {})).toContain('an address of cloud metadata');
    expect(await refused('https://[fe80::1]', {})).toContain('a link-local address');
  });

  it.each([
    ['calls that may be made twice', openTransport],
    ['calls that must not', openFreshTransport],
  ] as const)('are only those of the list, when there is one, for %s', async (_calls, opener) => {
    const server = await serve(answerWell);
    const egress = new Egress({ allow: ['coc.example'] });
    const end = await send(open(server.origin, { egress }, opener));
    expect(end).toMatchObject({ kind: 'failure', cause: 'error', sent: false, answered: false });
    expect(classify(end, CONTEXT)).toMatchObject({
      detail: expect.stringContaining('127.0.0.1 is not in egress.allow'),
    });
    expect(server.connections()).toBe(0);
    const listed = open(server.origin, { egress: new Egress({ allow: ['127.0.0.0/8'] }) });
    expect(await send(listed)).toMatchObject({ status: 200 });
  });

  it('are those that a name resolves to, when the list has addresses only', async () => {
    const server = await serve(answerWell);
    const egress = new Egress({ allow: ['127.0.0.0/8'] }, resolvingTo('127.0.0.1'));
    expect(await send(open(`http://coc.test:${server.port}`, { egress }))).toMatchObject({ status: 200 });
    const elsewhere = new Egress({ allow: ['10.0.0.0/8'] }, resolvingTo('127.0.0.1'));
    expect(await refused(`http://coc.test:${server.port}`, { egress: elsewhere })).toContain(
      'coc.test (127.0.0.1) is not in egress.allow',
    );
  });

  it('count for the proxy, and for the name that the proxy resolves', async () => {
    const proxy = await startProxy();
    const hidden = new Egress({}, resolvingTo('169.254.169.254'));
    const byName = { proxy: 'http://proxy.test:1', egress: hidden };
    expect(await refused('https://coc.example', byName)).toContain('proxy.test resolves to 169.254.169.254');
    expect(await refused('https://coc.example', { proxy: 'http://169.254.1.1:1' })).toContain('link-local');
    const egress = new Egress({ allow: ['127.0.0.1'] });
    const settings = { proxy: proxy.origin, egress };
    expect(await refused('https://coc.example', settings)).toContain('coc.example is not in egress.allow');
    expect(await refused('https://169.254.169.254', { proxy: proxy.origin })).toContain('cloud metadata');
    expect(proxy.asked).toEqual([]);
  });
});

describe('a transport over TLS', () => {
  let certificates: Certificates;

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => rmSync(certificates.dir, { recursive: true }));

  it('trusts the authorities of caFile', async () => {
    const server = await serve(answerWell, certificates.good);
    const { caFile } = certificates;
    expect(await send(open(server.origin, { caFile }))).toMatchObject({ kind: 'answer', status: 200 });
  });

  it('refuses an authority that it does not know, even where the environment allows it', async () => {
    // Node warns of the variable, which is what this test is about.
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    closers.push(async () => warned.mockRestore());
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    closers.push(async () => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    });
    const server = await serve(answerWell, certificates.good);
    const end = await send(open(server.origin));
    expect(end).toMatchObject({ kind: 'failure', sent: false });
    expect(classify(end, CONTEXT)).toMatchObject({ kind: 'retry', reason: 'tls', scope: 'destination' });
    expect(server.seen).toEqual([]);
  });

  it('refuses a certificate for another host', async () => {
    const server = await serve(answerWell, certificates.wrongHost);
    const end = await send(open(server.origin, { caFile: certificates.caFile }));
    expect(classify(end, CONTEXT)).toMatchObject({ kind: 'retry', reason: 'tls' });
    expect(server.seen).toEqual([]);
  });

  it('refuses a certificate whose time is over', async () => {
    const server = await serve(answerWell, certificates.expired);
    const end = await send(open(server.origin, { caFile: certificates.caFile }));
    expect(end).toMatchObject({ kind: 'failure', sent: false });
    expect(classify(end, CONTEXT)).toMatchObject({ kind: 'retry', reason: 'tls', scope: 'destination' });
    expect(server.seen).toEqual([]);
  });

  it('refuses a server that speaks only what is older than TLS 1.2', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const server = await serve(answerWell, { ...certificates.good, ...old });
    const end = await send(open(server.origin, { caFile: certificates.caFile }));
    expect(end).toMatchObject({ kind: 'failure', sent: false });
    expect(classify(end, CONTEXT)).toMatchObject({ kind: 'retry', reason: 'tls', scope: 'destination' });
  });

  it('refuses a caFile that is not there, or holds no certificate', () => {
    const missing = expect.objectContaining({ code: 'ENOENT' });
    for (const [caFile, expected] of [
      [
        '/no/such/file',
        { message: expect.stringMatching(/^cannot read .*\/no\/such\/file/), cause: missing },
      ],
      [__filename, { message: expect.stringContaining('no certificate') }],
    ] as const)
      expect(() => open('https://coc.example', { caFile })).toThrow(
        expect.objectContaining({ code: 'config', issues: [], ...expected }),
      );
  });

  it('goes through a proxy, which sees the host and nothing of the request', async () => {
    const server = await serve(answerWell, certificates.good);
    const proxy = await startProxy();
    const { caFile } = certificates;
    const proxyAuth = { user: 'u', passwordFile: caFile };
    const transport = open(server.origin, { caFile, proxy: proxy.origin, proxyAuth });
    expect(await send(transport)).toMatchObject({ kind: 'answer', status: 200 });
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`]);
    expect(proxy.authorization).toMatch(/^Basic dTot/);
  });

  it('reports a proxy that refuses as a fault of the network, with nothing sent', async () => {
    const proxy = await startProxy(403);
    const end = await send(open('https://127.0.0.1:1', { proxy: proxy.origin }));
    expect(end).toMatchObject({ kind: 'failure', sent: false });
    expect(classify(end, CONTEXT)).toMatchObject({ kind: 'retry', reason: 'network', scope: 'destination' });
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function startProxy(status = 200) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = http.createServer();
  const state = { origin: '', asked, authorization: '' };
  proxy.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    state.authorization = request.headers['proxy-authorization'] ?? '';
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = (request.url ?? '').split(':');
    const upstream = net.connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => socket.destroy()));
  });
  state.origin = `http://127.0.0.1:${await listen(proxy)}`;
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return state;
}
