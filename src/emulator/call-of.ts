import type { IncomingMessage } from 'node:http';
import type { Call } from './call.ts';
import { parseJsonObject } from './contract/json-object.ts';

/**
 * Makes a call of a request and its body, which is parsed here and nowhere else. `receivedAt` is epoch ms.
 */
export function callOf(request: IncomingMessage, body: Uint8Array, receivedAt: number): Call {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const headers = Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(', ')]);
  const json = parseJsonObject(body);
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: Object.fromEntries(headers),
    body,
    receivedAt,
    processedAt: receivedAt,
    ...(json && { json }),
  };
}
