import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveTasks } from '../harness/child.ts';

/** The counts of a stub of COC. */
export interface StubCounts {
  /** The number of calls that were answered with success. */
  readonly accepted: number;
  /** The number of repeated alarms among them; counted only while tracking. */
  readonly repeated: number;
  /**
   * The number of alarms among them that came after a newer one of their series; counted only while tracking.
   */
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
let seen: StubCounts = { accepted: 0, repeated: 0, outOfOrder: 0 };
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
  /** Starts to listen on loopback. Returns the URL. */
  async listen() {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** Switches between accepting alarms, and answering 503 with a Retry-After of a day. */
  async be(state: 'up' | 'down') {
    up = state === 'up';
  },
  /** Starts to track whether alarms are new and in order. */
  async track() {
    tracking = true;
  },
  async seen(): Promise<StubCounts> {
    return seen;
  },
};

/** A COC that accepts every alarm, as fast as node:http can. */
export type CocStub = typeof tasks;

serveTasks(tasks);
