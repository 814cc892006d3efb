import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import type { ReadAlert } from '../../../src/sources/source-port.ts';
import {
  alertmanagerBody,
  bodySizesUpTo,
  firing,
  makeParts,
  POLICY,
  startWebhooks,
  webhookDeps,
} from '../admin/agent-parts.ts';

const ALERTS = 25_000;
const bodySizes = () => bodySizesUpTo(2 ** 24);
const body = alertmanagerBody(
  ...Array.from({ length: ALERTS }, (_, i) => ({ status: 'firing', labels: { alertname: `Disk${i}` } })),
);
const policy = { ...POLICY, maxEntries: 1e6, maxSeriesPerSource: 1e6 };
const roomy = async () => {
  const parts = await makeParts();
  parts.outbox.usePolicy(policy);
  return parts;
};
const post = (url: string, text = body) => fetch(`${url}/webhooks/open`, { method: 'POST', body: text });

describe('a body with more alerts than one append takes', () => {
  it('is stored in parts of 20,000, and answered once for all', async () => {
    const sizes: number[] = [];
    const parts = await roomy();
    const { takeIn } = webhookDeps(parts);
    const { url, metrics } = await startWebhooks({
      bodySizes,
      takeIn(source, alerts, receipt) {
        sizes.push(alerts.length);
        return takeIn(source, alerts, receipt);
      },
    });
    const answer = await post(url);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { accepted: ALERTS, repeated: 0, rejected: [] },
    ]);
    expect(sizes).toEqual([20_000, 5_000]);
    expect(parts.outbox.state.pendingCount).toBe(ALERTS);
    expect(await metrics.registry.metrics()).toContain(
      `alerts_received_total{source="open",status="firing"} ${ALERTS}`,
    );
    const again = await post(url);
    expect(await again.json()).toEqual({ accepted: 0, repeated: ALERTS, rejected: [] });
  });

  it('is asked for again as a whole when a later part cannot be stored', async () => {
    const parts = await roomy();
    const { takeIn } = webhookDeps(parts);
    const full = { now: true };
    const { url } = await startWebhooks({
      bodySizes,
      takeIn(source, alerts, receipt) {
        const isLater = alerts.some((read) => 'alert' in read && read.alert.name === 'Disk20000');
        if (full.now && isLater) return Promise.reject(new JournalError('journal.full', 'the disk is full'));
        return takeIn(source, alerts, receipt);
      },
    });
    const answer = await post(url);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(parts.outbox.state.pendingCount).toBe(20_000);
    full.now = false;
    expect(await (await post(url)).json()).toEqual({ accepted: 5_000, repeated: 20_000, rejected: [] });
  });

  it('has the time for storing for each part', async () => {
    const slow = (_: unknown, alerts: readonly ReadAlert[]) =>
      new Promise<{ accepted: number; repeated: number; rejected: [] }>((resolve) => {
        setTimeout(() => resolve({ accepted: alerts.length, repeated: 0, rejected: [] }), 400);
      });
    const { url } = await startWebhooks({ bodySizes, takeIn: slow, acceptDeadlineMs: 1_000 });
    expect((await post(url)).status).toBe(200);
  });

  it('lets others have their turn between its parts', async () => {
    const order: string[] = [];
    const { url } = await startWebhooks({
      bodySizes,
      takeIn(_source, alerts) {
        order.push(`part of ${alerts.length}`);
        setImmediate(() => order.push('turn of others'));
        return Promise.resolve({ accepted: alerts.length, repeated: 0, rejected: [] });
      },
    });
    expect((await post(url)).status).toBe(200);
    expect(order.slice(0, 3)).toEqual(['part of 20000', 'turn of others', 'part of 5000']);
  });

  it('counts every element that is no alert, also those that are kept together', async () => {
    const { url, metrics, deadLetters } = await startWebhooks({ bodySizes });
    const alerts = Array.from({ length: 3_000 }, (_, i) => ({ i }));
    const answer = await post(url, alertmanagerBody(...alerts, firing('Disk')));
    const { accepted, rejected } = (await answer.json()) as { accepted: number; rejected: unknown[] };
    expect([accepted, rejected.length]).toEqual([1, 101]);
    expect(rejected[100]).toEqual({
      index: 100,
      reason: expect.stringMatching(/^2900 further alerts could not be read/),
    });
    expect(deadLetters.usage().letters).toBe(101);
    const text = await metrics.registry.metrics();
    expect(text).toContain('alerts_received_total{source="open",status="unreadable"} 3000');
    expect(text).toContain('alerts_total{source="open",outcome="unreadable"} 3000');
  });
});
