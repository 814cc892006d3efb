import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveTasks } from '../harness/child.ts';

/** What a stub of COC has seen. */
export interface SeenIncident {
  /** Calls that were answered with success. */
  readonly accepted: number;
  /** Of those, alarms that came again; only while tracking. */
  readonly repeated: number;
  /** Of those, alarms older than one of the same series before; only while tracking. */
  readonly outOfOrder: number;
}

const TAKEN = JSON.stringify({
  provider_code: '049',
  error_code: 'COC.00000000',
  error_msg: 'success',
  data: null,
});
const FIELDS = { alarmId: /"alarmId":"([^"]*)"/, time: /"time":(\d+)/ };

let up = true;
let tracking = false;
let seen: SeenIncident = { accepted: 0, repeated: 0, outOfOrder: 0 };
const latest = new Map<string, number>();

function track(body: string): void {
  const alarmId = FIELDS.alarmId.exec(body)?.[1] ?? '';
  const time = Number(FIELDS.time.exec(body)?.[1]);
  const before = latest.get(alarmId) ?? Number.NEGATIVE_INFINITY;
  if (time === before) seen = { ...seen, repeated: seen.repeated + 1 };
  else if (time < before) seen = { ...seen, outOfOrder: seen.outOfOrder + 1 };
  else latest.set(alarmId, time);
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    if (!up) {
      response.writeHead(503, { 'Retry-After': '86400' }).end();
      return;
    }
    seen = { ...seen, accepted: seen.accepted + 1 };
    if (tracking) track(Buffer.concat(chunks).toString());
    response.setHeader('Content-Type', 'application/json');
    response.end(TAKEN);
  });
}

const tasks = {
  /** Begins to listen on loopback, and answers where. */
  async listen() {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** From now on it takes alarms, or answers 503 and asks to stay away for a day. */
  async be(state: 'up' | 'down') {
    up = state === 'up';
  },
  /** From now on it looks at what comes: whether it is new, and in order. */
  async track() {
    tracking = true;
  },
  async seen(): Promise<SeenIncident> {
    return seen;
  },
};

/** A COC that takes every alarm, as fast as node:http can. */
export type CocStub = typeof tasks;

serveTasks(tasks);
