import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A request that the server got, with its whole body. */
interface SeenIncident {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Number of the connection, from 1. */
  readonly connection: number;
}

export type Script = (request: SeenIncident, response: ServerResponse, socket: Socket) => void;

export interface CocServer {
  readonly origin: string;
  readonly port: number;
  readonly seen: SeenIncident[];
  readonly connections: () => number;
  script: Script;
  close(): Promise<void>;
}

export const SUCCESS = { error_code: 'COC.00000000', error_msg: 'success', data: null };

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Starts a server on a free port of this machine that answers as `script` says; with `tls`, over HTTPS. */
export async function startServer(script: Script, tls?: https.ServerOptions): Promise<CocServer> {
  const sockets = new Map<Socket, number>();
  let connections = 0;
  const seen: SeenIncident[] = [];
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const connection = sockets.get(request.socket) ?? 0;
    const one = { url: request.url ?? '', headers: request.headers, body, connection };
    seen.push(one);
    server.script(one, response, request.socket);
  };
  const listener: Server = tls ? https.createServer(tls, onRequest) : http.createServer(onRequest);
  const keep = (socket: Socket) => {
    connections += 1;
    sockets.set(socket, connections);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  listener.on('connection', tls ? () => undefined : keep);
  listener.on('secureConnection', keep);
  listener.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const server: CocServer = {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    seen,
    connections: () => connections,
    script,
    async close() {
      for (const socket of sockets.keys()) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
  return server;
}
