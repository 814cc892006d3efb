import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../../src/outbox/intake.ts';
import { alertmanagerBody, firing, startWebhooks } from '../admin/agent-parts.ts';

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', flags: '01' };
const HEADER = `00-${TRACE.traceId}-${TRACE.spanId}-${TRACE.flags}`;

/** What is stored with the alerts of a request with this header, and what is logged about it. */
async function sent(header: string | undefined, fails = false) {
  const receipts: Receipt[] = [];
  const { url, lines } = await startWebhooks({
    async takeIn(_source, _alerts, receipt) {
      receipts.push(receipt);
      if (fails) throw new Error('no such thing');
      return { accepted: 1, repeated: 0, rejected: [] };
    },
  });
  const headers = header === undefined ? {} : { traceparent: header };
  const body = alertmanagerBody(firing('A'));
  const { status } = await fetch(`${url}/webhooks/open`, { method: 'POST', headers, body });
  return { status, receipts, logged: lines.map((line) => JSON.parse(line)) };
}

describe('the trace of a request', () => {
  it('goes with its alerts, and into the log', async () => {
    const { status, receipts, logged } = await sent(HEADER);
    expect(status).toBe(200);
    expect(receipts).toEqual([{ receivedAt: expect.any(Number), trace: TRACE }]);
    expect(logged).toMatchObject([{ trace_id: TRACE.traceId }]);
  });

  it.each([undefined, `${HEADER}-more`])('is absent with the header %s', async (header) => {
    const { status, receipts, logged } = await sent(header);
    expect(status).toBe(200);
    expect(receipts).toEqual([{ receivedAt: expect.any(Number) }]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).not.toHaveProperty('trace_id');
  });

  it('is logged with an error that nobody expected', async () => {
    const { status, logged } = await sent(HEADER, true);
    expect(status).toBe(500);
    expect(logged.find(({ err }) => err !== undefined)).toMatchObject({
      source: 'open',
      requestId: expect.any(String),
      trace_id: TRACE.traceId,
    });
  });
});
