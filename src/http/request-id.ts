import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Makes the id of a request, which the log names, and sets it as the header `X-Request-Id` of the answer. */
export function sendRequestId(response: ServerResponse): string {
  const id = randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}
