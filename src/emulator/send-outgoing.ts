import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Outgoing } from './outgoing.ts';
import { pause, type Sleep } from './pause.ts';

const CHUNK = Buffer.alloc(65_536, ' ');

interface Clock {
  /** Epoch ms UTC. */
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** Sends an outgoing message, or breaks the connection. Resolves when it is sent or the client has gone. */
export async function sendOutgoing(
  outgoing: Outgoing,
  response: ServerResponse,
  { now, sleep }: Clock,
): Promise<void> {
  switch (outgoing.kind) {
    case 'silence':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'flood':
      writeHead(response, outgoing.status, now(), { 'Content-Type': 'application/json' });
      return flood(response, outgoing.bytes);
    case 'message': {
      const { status, headers, body, byteEveryMs, dateShiftMs } = outgoing;
      const bytes = Buffer.from(body);
      const length = bodyless(status) ? {} : { 'Content-Length': String(bytes.byteLength) };
      writeHead(response, status, now() + (dateShiftMs ?? 0), { ...headers, ...length });
      if (byteEveryMs !== undefined) return drip(response, bytes, () => pause(byteEveryMs, response, sleep));
      response.end(bodyless(status) ? undefined : bytes);
    }
  }
}

function writeHead(
  response: ServerResponse,
  status: number,
  date: number,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { Date: new Date(date).toUTCString(), ...headers });
}

async function drip(
  response: ServerResponse,
  bytes: Buffer,
  betweenBytes: () => Promise<void>,
): Promise<void> {
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await betweenBytes();
  }
  if (!response.destroyed) response.end();
}

async function flood(response: ServerResponse, bytes: number): Promise<void> {
  try {
    await pipeline(Readable.from(blanks(bytes)), response);
  } catch (thrown) {
    if (!response.destroyed) throw thrown;
  }
}

function* blanks(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.byteLength) yield CHUNK.subarray(0, left);
}

function bodyless(status: number): boolean {
  return status === 204 || status === 304;
}
