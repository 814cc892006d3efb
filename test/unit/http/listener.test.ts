import { Agent, type IncomingMessage, type RequestListener, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import { Listener, type ListenerOptions } from '../../../src/http/listener.ts';
import { createLog } from '../../../src/observability/create-log.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { eventually } from './eventually.ts';
import { head, rawRequest } from './raw-client.ts';

const listeners: Listener[] = [];

afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.stop(0);
});

function listenerWith(app: RequestListener, changes: Partial<ListenerOptions> = {}): Listener {
  const log = createLog({ level: 'error', format: 'json', destination: { write: () => undefined } });
  const address = { host: '127.0.0.1', port: 0 };
  const listener = new Listener({ name: 'webhooks', address, log, app, clock: systemClock, ...changes });
  listeners.push(listener);
  return listener;
}

const hello: RequestListener = (_request, response) => {
  response.end('hello');
};

function get(url: string, agent?: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: agent ?? false }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer));
    });
    sent.once('error', reject).end();
  });
}

describe('a listener', () => {
  it('serves from start to stop, both of which may be asked for twice', async () => {
    const listener = listenerWith(hello);
    await Promise.all([listener.start(), listener.start()]);
    const { url } = listener;
    expect((await get(url)).statusCode).toBe(200);
    await Promise.all([listener.stop(100), listener.stop(100)]);
    await expect(get(url)).rejects.toThrow('ECONNREFUSED');
  });

  it('may be stopped before it was started, and stays stopped', async () => {
    const listener = listenerWith(hello);
    await listener.stop(0);
    await listener.start();
    await expect(get(`${listener.url}/`)).rejects.toThrow();
  });

  it('says which address is taken, and what to do', async () => {
    const first = listenerWith(hello);
    await first.start();
    const port = Number(new URL(first.url).port);
    const second = listenerWith(hello, { address: { host: '127.0.0.1', port } });
    const error = await second.start().catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(
      new RegExp(`127.0.0.1:${port} .listen.webhooks.: another program listens there; .*another port`),
    );
    await second.stop(0);
  });

  it('says that an address is not of this machine', async () => {
    const listener = listenerWith(hello, { address: { host: '192.0.2.1', port: 0 } });
    await expect(listener.start()).rejects.toThrow('this machine does not have that address');
  });
});

describe('a stop', () => {
  it('closes idle connections at once', async () => {
    const listener = listenerWith(hello);
    await listener.start();
    const agent = new Agent({ keepAlive: true });
    await get(listener.url, agent);
    // An idle connection is kept for 5 s by default, and would be waited for for a minute.
    const later = new Promise((resolve) => setTimeout(resolve, 4_500, 'later').unref());
    expect(await Promise.race([listener.stop(60_000).then(() => 'at once'), later])).toBe('at once');
    agent.destroy();
  });

  it('lets a request under way end, and closes its connection then', async () => {
    let answer: () => void = () => undefined;
    const listener = listenerWith((_request, response) => {
      answer = () => response.end('late');
    });
    await listener.start();
    const agent = new Agent({ keepAlive: true });
    const pending = get(listener.url, agent);
    await eventually(() => String(answer)).toContain('late');
    const stopped = listener.stop(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    answer();
    expect((await pending).statusCode).toBe(200);
    await stopped;
    agent.destroy();
  });

  it('destroys what has not ended in time', async () => {
    const listener = listenerWith(() => undefined);
    await listener.start();
    const pending = get(listener.url).catch((error: NodeJS.ErrnoException) => error.code);
    await new Promise((resolve) => setImmediate(resolve));
    await listener.stop(50);
    expect(await pending).toBe('ECONNRESET');
  });
});

describe('hostile clients', () => {
  it('with a head that is too large are answered 431', async () => {
    const listener = listenerWith(hello);
    await listener.start();
    const { status } = await rawRequest(listener.url, (write) => {
      write(head('/', `X-Large: ${'x'.repeat(20_000)}`));
    });
    expect(status).toBe(431);
  });

  it('that do not speak HTTP are answered 400 and dropped', async () => {
    const listener = listenerWith(hello);
    await listener.start();
    const { status } = await rawRequest(listener.url, (write) => {
      write('\x16\x03\x01 this is not HTTP\r\n\r\n');
    });
    expect(status).toBe(400);
    expect((await get(listener.url)).statusCode).toBe(200);
  });

  it('beyond the most take the place of the one that has waited longest', async () => {
    const listener = listenerWith(hello, { maxConnections: 2 });
    await listener.start();
    const { port } = new URL(listener.url);
    const open = () =>
      new Promise<ReturnType<typeof connect>>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => resolve(socket));
      });
    const sockets = [await open(), await open()];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    expect((await get(listener.url)).statusCode).toBe(200);
    await closed[0];
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    for (const socket of sockets) socket.destroy();
  });
});

describe('a request that two readers could understand differently', () => {
  const end = '0\r\n\r\n';
  it.each([
    ['two hosts', ['Host: other'], 400],
    ['the same host twice', ['Host: agent'], 400],
    ['two senders', ['Authorization: Bearer a', 'authorization: Bearer b'], 400],
    ['two senders for a proxy', ['Proxy-Authorization: Basic YQ==', 'Proxy-Authorization: Basic Yg=='], 400],
    ['two types', ['Content-Type: application/json', 'Content-Type: text/plain'], 400],
    ['two encodings', ['Content-Encoding: gzip', 'Content-Encoding: br'], 400],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6'], 400],
    ['one length twice', ['Content-Length: 5', 'Content-Length: 5'], 400],
    ['a coding before chunked', ['Transfer-Encoding: gzip, chunked'], 501],
    ['chunked twice', ['Transfer-Encoding: chunked, chunked'], 400],
    ['two transfer codings', ['Transfer-Encoding: gzip', 'Transfer-Encoding: chunked'], 501],
    ['quoted chunked', ['Transfer-Encoding: "chunked"'], 501],
  ])('is refused, and its connection closed: %s', async (_what, headers, refused) => {
    let asked = 0;
    const listener = listenerWith((request, response) => {
      asked += 1;
      hello(request, response);
    });
    await listener.start();
    const bytes = `${head('/', ...headers)}${end}${head('/second', 'Connection: close')}`;
    const answer = await rawRequest(listener.url, (write) => void write(bytes));
    expect(answer.status).toBe(refused);
    expect(asked).toBe(0);
    expect(answer.text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1);
  });

  it.each([
    ['/', 'a, b'],
    ['/', ''],
    ['/', 'a b@c/'],
    ['/', 'user@agent'],
    ['/', 'agent/x'],
    ['/', 'agent:80:90'],
    ['/', 'agent:http'],
    ['/', '[agent]'],
    ['/', 'a\u00fc'],
    ['http://other/', 'agent'],
    ['http://agent:80/', 'agent'],
    ['http:other', 'agent'],
    ['http://agent@other/', 'agent'],
  ])('is refused: the target %s with the host "%s"', async (target, host) => {
    const listener = listenerWith(hello);
    await listener.start();
    const bytes = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    expect((await rawRequest(listener.url, (write) => void write(Buffer.from(bytes)))).status).toBe(400);
  });

  it.each([
    ['/', 'agent'],
    ['/', 'AGENT.example:8443'],
    ['/', 'coc_agent.monitoring.svc.cluster.local.:80'],
    ['/', '127.0.0.1:1'],
    ['/', '[2001:db8::1]:8443'],
    ['/', '[::ffff:192.0.2.1]'],
    ['http://agent:80/', 'Agent:80'],
  ])('is not the target %s with the host "%s"', async (target, host) => {
    const listener = listenerWith(hello);
    await listener.start();
    const bytes = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    expect((await rawRequest(listener.url, (write) => void write(bytes))).status).toBe(200);
  });

  it('is none when a header with one value has the same value twice', async () => {
    const listener = listenerWith(hello);
    await listener.start();
    const headers = ['Authorization: Bearer a', 'Authorization: Bearer a', 'Content-Length: 0'];
    const bytes = head('/', ...headers, 'Connection: close');
    expect((await rawRequest(listener.url, (write) => void write(bytes))).status).toBe(200);
  });

  it('is refused in HTTP/1.0, which has no chunked bodies', async () => {
    const listener = listenerWith(hello);
    await listener.start();
    const bytes = `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${end}`;
    expect((await rawRequest(listener.url, (write) => void write(bytes))).status).toBe(400);
  });

  it.each(['chunked', 'Chunked', ' chunked '])('is none with the Transfer-Encoding "%s"', async (coding) => {
    const listener = listenerWith(hello);
    await listener.start();
    const bytes = head('/', `Transfer-Encoding:${coding}`, 'Connection: close') + end;
    expect((await rawRequest(listener.url, (write) => void write(bytes))).status).toBe(200);
  });

  it('is none when it expects 100 Continue; what else it expects is answered 417', async () => {
    const listener = listenerWith(hello);
    await listener.start();
    const send = (expected: string) =>
      rawRequest(listener.url, (write) => {
        write(head('/', `Expect: ${expected}`, 'Content-Length: 0', 'Connection: close'));
      });
    expect((await send('100-continue')).text).toMatch(/^HTTP\/1\.1 100 .*\r\n\r\nHTTP\/1\.1 200 /s);
    expect((await send('the-moon')).status).toBe(417);
  });
});
