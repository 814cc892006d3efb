import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../support/fake-clock.ts';
import { alertmanagerBody, bodySizesUpTo, firing, MAX_BODY, startWebhooks } from '../admin/agent-parts.ts';
import { eventually } from '../http/eventually.ts';
import { head, rawRequest } from '../http/raw-client.ts';

const body = alertmanagerBody(firing('DiskFull'));
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

async function staysUp(url: string): Promise<void> {
  const answer = await fetch(`${url}/webhooks/open`, { method: 'POST', body });
  expect(answer.status).toBe(200);
}

describe('a body over the limit', () => {
  it('of 20 MB is answered 413 while it is being sent, and the connection closed', async () => {
    const { url, outbox } = await startWebhooks({ bodySizes: () => bodySizesUpTo(2 ** 20) });
    const answer = await fetch(`${url}/webhooks/open`, { method: 'POST', body: 'x'.repeat(20_000_000) });
    expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'close']);
    expect(await answer.text()).toContain('listen.maxBody');
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('is refused by its Content-Length alone', async () => {
    const { url } = await startWebhooks();
    const answer = await rawRequest(url, (write) => {
      write(head('/webhooks/open', `Content-Length: ${MAX_BODY + 1}`));
    });
    expect(answer.status).toBe(413);
  });

  it('is refused however it is chunked, also without an end', async () => {
    const { url } = await startWebhooks();
    const answer = await rawRequest(url, async (write, drained) => {
      write(head('/webhooks/open', 'Transfer-Encoding: chunked'));
      const piece = chunk('x'.repeat(1_000));
      for (let i = 0; i < 20_000; i++) if (!write(piece)) await drained();
    });
    expect(answer.status).toBe(413);
    expect(answer.closedBy).toBe('server');
    await staysUp(url);
  });

  it('is read in one-byte chunks', async () => {
    const { url } = await startWebhooks();
    const answer = await rawRequest(url, (write) => {
      write(head('/webhooks/open', 'Transfer-Encoding: chunked', 'Connection: close'));
      write(chunk(' ').repeat(10_000) + chunk(body) + chunk(''));
    });
    expect(answer.status).toBe(200);
  });

  it('is answered also to a sender that reads nothing before it has sent all', async () => {
    const { url } = await startWebhooks();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).pause();
    const ended = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes;
      });
      socket.once('error', ({ message }) => resolve(message));
      socket.once('end', () => resolve(text));
    });
    socket.write(head('/webhooks/open', 'Transfer-Encoding: chunked'));
    for (let i = 0; i < 50; i++)
      await new Promise((resolve) => socket.write(chunk('x'.repeat(100_000)), resolve));
    socket.end(chunk(''));
    socket.resume();
    expect(await ended).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('gives the memory back that it took', async () => {
    const { url } = await startWebhooks();
    for (let i = 0; i < 20; i++) {
      const answer = await rawRequest(url, (write) => {
        write(head('/webhooks/open', 'Transfer-Encoding: chunked'));
        write(chunk('x'.repeat(MAX_BODY + 1)) + chunk(''));
      });
      expect(answer.status).toBe(413);
    }
    await staysUp(url);
  });

  it('counts after it was inflated', async () => {
    const { url, deadLetters } = await startWebhooks();
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(30_000_000)));
    expect(bomb.byteLength).toBeLessThan(MAX_BODY);
    const init = { method: 'POST', body: bomb, headers: { 'content-encoding': 'gzip' } };
    expect((await fetch(`${url}/webhooks/open`, init)).status).toBe(413);
    expect(deadLetters.usage().letters).toBe(0);
  });
});

describe('a sender that misbehaves', () => {
  it('leaves in the middle without harm', async () => {
    const { url, metrics, outbox } = await startWebhooks();
    await rawRequest(
      url,
      (write) => {
        write(head('/webhooks/open', `Content-Length: ${body.length}`));
        write(body.slice(0, 20));
      },
      100,
    );
    const aborted = 'coc_alarm_agent_webhook_requests_total{source="open",code="aborted"} 1';
    await eventually(() => metrics.registry.metrics()).toContain(aborted);
    expect(outbox.state.pendingCount).toBe(0);
    await staysUp(url);
  });

  it('sends more than its Content-Length: only what was announced counts', async () => {
    const { url, outbox } = await startWebhooks();
    const answer = await rawRequest(url, (write) => {
      write(head('/webhooks/open', `Content-Length: ${body.length}`, 'Connection: close'));
      write(`${body}garbage`);
    });
    expect([[200, 400].includes(answer.status), outbox.state.pendingCount]).toEqual([true, 1]);
    await staysUp(url);
  });

  it('drips its body slowly: others are served meanwhile', async () => {
    const { url } = await startWebhooks();
    const slow = rawRequest(url, async (write) => {
      write(head('/webhooks/open', `Content-Length: ${body.length}`, 'Connection: close'));
      const half = Math.floor(body.length / 2);
      write(body.slice(0, half));
      await staysUp(url);
      write(body.slice(half));
    });
    expect((await slow).status).toBe(200);
  });

  it('smuggles nothing with both Content-Length and Transfer-Encoding', async () => {
    const { url, outbox } = await startWebhooks();
    const answer = await rawRequest(url, (write) => {
      write(head('/webhooks/open', 'Content-Length: 3', 'Transfer-Encoding: chunked'));
      write(chunk(body) + chunk(''));
    });
    expect([answer.status, outbox.state.pendingCount]).toEqual([400, 0]);
  });

  it('with large bodies waits for others, is asked to send again when that takes long, and holds up no small one', async () => {
    const clock = new FakeClock();
    let requests = 0;
    const refusal = () => {
      requests += 1;
      return undefined;
    };
    const { url } = await startWebhooks({ clock, refusal });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = rawRequest(url, async (write) => {
      write(head('/webhooks/open', `Content-Length: ${MAX_BODY}`, 'Connection: close'));
      write('x'.repeat(MAX_BODY - 1));
      await held;
      write('x');
    });
    await eventually(() => requests).toBe(1);
    const large = `${' '.repeat(MAX_BODY - body.length)}${body}`;
    const send = () => fetch(`${url}/webhooks/open`, { method: 'POST', body: large });
    const late = send();
    await eventually(() => clock.timers).toBe(1);
    await staysUp(url);
    clock.advance(5_000);
    const answer = await late;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    const patient = send();
    await eventually(() => clock.timers).toBe(1);
    release();
    expect((await holder).status).toBe(400);
    expect((await patient).status).toBe(200);
  });
});
