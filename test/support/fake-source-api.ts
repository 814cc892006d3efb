import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request that a fake API got. */
export interface GotRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The answer of a fake API. A text is sent unchanged, anything else as JSON. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An HTTP API that a test plays. */
export interface FakeSourceApi {
  readonly url: string;
  readonly requests: readonly GotRequest[];
  stop(): Promise<void>;
}

/** Starts an API on loopback that answers as `answer` says; undefined leaves a request without any answer. */
export async function fakeSourceApi(
  answer: (request: GotRequest) => FakeAnswer | undefined,
): Promise<FakeSourceApi> {
  const requests: GotRequest[] = [];
  const server = createServer(async (message, response) => {
    const request = { path: message.url ?? '', headers: message.headers, body: await text(message) };
    requests.push(request);
    const answered = answer(request);
    if (!answered) return;
    const { status = 200, headers = {}, body } = answered;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
