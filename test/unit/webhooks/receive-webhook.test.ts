import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BodyRoom, type Trust } from '../../../src/http/body-room.ts';
import { receiveWebhook } from '../../../src/webhooks/receive-webhook.ts';
import { SeenRequests } from '../../../src/webhooks/seen-requests.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  alertmanagerBody,
  BEARER,
  firing,
  HMAC_SECRET,
  makeParts,
  serve,
  webhookDeps,
} from '../admin/agent-parts.ts';
import { eventually } from '../http/eventually.ts';
import { head } from '../http/raw-client.ts';

const body = alertmanagerBody(firing('DiskFull'));

/** A room that notes for whom memory was taken, and who was verified later. */
class NotingRoom extends BodyRoom {
  readonly noted: string[] = [];

  override lease(trust: Trust) {
    const lease = super.lease(trust);
    this.noted.push(trust);
    const verified = lease.verified.bind(lease);
    lease.verified = () => {
      this.noted.push('verified later');
      verified();
    };
    return lease;
  }
}

/** One listener for each source, over a room that notes. */
async function setUp() {
  const clock = new FakeClock();
  const parts = await makeParts();
  const receivedAt: number[] = [];
  const deps = webhookDeps(parts, { clock });
  const room = new NotingRoom(deps.bodySizes, clock);
  const began: string[] = [];
  const takeIn: typeof deps.takeIn = (source, alerts, receipt) => {
    receivedAt.push(receipt.receivedAt);
    return deps.takeIn(source, alerts, receipt);
  };
  const url = await serve((request, response) => {
    const name = (request.url ?? '').slice(1);
    const source = deps.sources().get(name);
    if (!source) throw new Error(`no source ${name}`);
    const answering = receiveWebhook(request, source, {
      ...deps,
      takeIn,
      room,
      seen: new SeenRequests(clock),
    });
    began.push(name);
    void answering.then((answer) => response.writeHead(answer?.status ?? 500).end());
  });
  return { clock, url, room, receivedAt, began };
}

describe('the memory for a body', () => {
  it.each([
    ['open', {}, 200, ['unverified']],
    ['guarded', { authorization: `Bearer ${BEARER}` }, 200, ['verified']],
    ['signed', { 'x-grafana-alerting-signature': sign(body) }, 200, ['unverified', 'verified later']],
    ['signed', { 'x-grafana-alerting-signature': sign('another') }, 401, ['unverified']],
  ] as const)(
    'is that of a stranger until the sender is known: %s %j',
    async (name, headers, status, noted) => {
      const { url, room } = await setUp();
      const answer = await fetch(`${url}/${name}`, { method: 'POST', headers: { ...headers }, body });
      expect([answer.status, room.noted]).toEqual([status, noted]);
    },
  );
});

describe('the time at which a request was received', () => {
  it('is that of its head, however long its body takes', async () => {
    const { clock, url, receivedAt, began } = await setUp();
    const start = clock.now();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const ended = new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(String(bytes))));
    socket.write(head('/open', `Content-Length: ${body.length}`));
    await eventually(() => began).toEqual(['open']);
    clock.advance(9_000);
    socket.write(body);
    expect(await ended).toContain('200 OK');
    socket.destroy();
    expect(receivedAt).toEqual([start]);
  });
});

function sign(text: string): string {
  return createHmac('sha256', HMAC_SECRET).update(text).digest('hex');
}
