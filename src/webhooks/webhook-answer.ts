import type { IncomingMessage, ServerResponse } from 'node:http';

/** The answer to a webhook request, before it is written. */
export interface WebhookAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A detail for our log that the sender does not get. */
  readonly note?: string;
  /** Set when some of its alerts could not be read. */
  readonly unread?: true;
}

/** Senders show or log an error, so it is short: Grafana cuts it, Zabbix keeps little of it. */
const MAX_ERROR_BYTES = 200;
/** Time for which the rest of a body is read and thrown away, so that its sender gets to read the answer. */
const LINGER_MS = 1_000;

/** An answer with `{"error": message}`, at most 200 bytes. */
export function errorAnswer(
  status: number,
  message: string,
  more: Omit<WebhookAnswer, 'status' | 'body'> = {},
): WebhookAnswer {
  return { status, body: errorBody({ error: message }), ...more };
}

/** True for a message that an answer shows as a whole. */
export function errorFits(message: string): boolean {
  return Buffer.byteLength(JSON.stringify({ error: message })) <= MAX_ERROR_BYTES;
}

/** `{"error": …}` as JSON of at most 200 bytes: the message is cut, other fields are not. */
export function errorBody(fields: { readonly error: string; readonly requestId?: string }): string {
  let message = fields.error.slice(0, MAX_ERROR_BYTES);
  let body = JSON.stringify(fields);
  while (Buffer.byteLength(body) > MAX_ERROR_BYTES && message !== '') {
    message = message.slice(0, -1);
    body = JSON.stringify({ ...fields, error: `${message}…` });
  }
  return body;
}

/**
 * Writes an answer. When the body of the request has not been read to its end, the connection is closed after the
 * answer. It is not closed at once: the sender would see a reset instead of the answer.
 */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: WebhookAnswer): void {
  response.statusCode = answer.status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  // A browser that opens this shows text, and runs nothing.
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'");
  response.setHeader('Content-Length', Buffer.byteLength(answer.body));
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (request.readableEnded || !hasBody(request)) {
    response.end(answer.body);
    return;
  }
  response.setHeader('Connection', 'close');
  response.write(answer.body);
  const timer = setTimeout(() => response.end(), LINGER_MS);
  response.once('close', () => clearTimeout(timer));
  request.once('end', () => response.end());
  request.resume();
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
