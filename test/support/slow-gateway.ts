import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

/** A gateway before COC that holds back some requests. */
export interface SlowGateway {
  readonly url: string;
  /**
   * Decides about each request: the time (ms) for which it is held after its sender has left, `never` to lose
   * it then, or undefined to pass it on at once.
   */
  hold: (path: string) => number | 'never' | undefined;
  stop(): Promise<void>;
}

const CREATE = '/v1/external/incident/create';

/** Starts a gateway before COC. It passes requests on as they are, so that their signatures hold. */
export async function startSlowGateway(cocUrl: string): Promise<SlowGateway> {
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const path = incoming.url ?? '/';
    const held = gateway.hold(path);
    if (held === undefined) {
      const { statusCode, headers, body: answer } = await pass(incoming, body);
      outgoing.writeHead(statusCode, { 'content-type': String(headers['content-type']) });
      outgoing.end(await answer.text());
      return;
    }
    await once(outgoing, 'close');
    if (held === 'never') return;
    await sleep(held, undefined, { signal: stopping.signal }).catch(() => stopping.signal.reason);
    if (!stopping.signal.aborted) await (await pass(incoming, body)).body.dump();
  });
  const pass = ({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer) => {
    const { connection: _, ...kept } = headers;
    const passed = request(`${cocUrl}${url}`, { method: method as 'POST', headers: kept, body });
    underWay.add(passed);
    return passed.finally(() => underWay.delete(passed));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway: SlowGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: () => undefined,
    async stop() {
      stopping.abort();
      server.closeAllConnections();
      server.close();
      await Promise.allSettled(underWay);
    },
  };
  return gateway;
}

/** Holds the first `count` creates of an incident. */
export function firstCreates(count: number, held: number | 'never'): SlowGateway['hold'] {
  let left = count;
  return (path) => (path === CREATE && left-- > 0 ? held : undefined);
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
