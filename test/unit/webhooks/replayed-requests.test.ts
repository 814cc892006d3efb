import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { ReadAlert } from '../../../src/sources/source-port.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { firing, HMAC_SECRET, startWebhooks } from '../admin/agent-parts.ts';

const sourceOf = (name: string, hmac: object) =>
  createGrafanaSource(
    name,
    grafanaSourceSchema.parse({ type: 'grafana', auth: { hmac: { secret: HMAC_SECRET, ...hmac } } }),
    { levels: {}, clock: systemClock },
  );
const timed = { timestampHeader: 'X-Time' };
const sources = new Map(
  [sourceOf('main', timed), sourceOf('other', timed), sourceOf('untimed', {})].map((one) => [one.name, one]),
);
const bodyOf = (...names: readonly string[]) =>
  JSON.stringify({ version: '1', alerts: names.map((name) => firing(name)) });

/** A listener that notes which source stored how many alerts, and what is sent to it with a signature. */
async function listening() {
  const stored: string[] = [];
  const { url, lines } = await startWebhooks({
    sources: () => sources,
    async takeIn({ name }, alerts: readonly ReadAlert[]) {
      stored.push(`${name} ${alerts.length}`);
      return { accepted: 1, repeated: alerts.length - 1, rejected: [] };
    },
  });
  const at = Math.trunc(Date.now() / 1_000);
  const send = async (name: string, body: string, time: number | undefined = at) => {
    const signed = name === 'untimed' ? body : `${time}:${body}`;
    const signature = createHmac('sha256', HMAC_SECRET).update(signed).digest('hex');
    const headers = { 'X-Grafana-Alerting-Signature': signature, 'X-Time': `${time}` };
    const answer = await fetch(`${url}/webhooks/${name}`, { method: 'POST', headers, body });
    return [answer.status, await answer.json()];
  };
  return { at, lines, send, stored };
}

describe('a copy of a signed request', () => {
  it('is answered that its alerts are repeated, and not stored again', async () => {
    const { lines, send, stored } = await listening();
    const body = bodyOf('A', 'B', 'C');
    expect(await send('main', body)).toEqual([200, { accepted: 1, repeated: 2, rejected: [] }]);
    expect(await send('main', body)).toEqual([200, { accepted: 0, repeated: 3, rejected: [] }]);
    expect(stored).toEqual(['main 3']);
    const notes = lines.map((line) => JSON.parse(line).note).filter((note) => note !== undefined);
    expect(notes).toHaveLength(1);
  });

  it('is none with another time or body, or at another source', async () => {
    const { at, send, stored } = await listening();
    await send('main', bodyOf('A'));
    await send('main', bodyOf('A'), at - 1);
    await send('main', bodyOf('B'));
    await send('other', bodyOf('A'));
    expect(stored).toEqual(['main 1', 'main 1', 'main 1', 'other 1']);
  });

  it('is none where the signature covers no time: the same alert may be sent anew', async () => {
    const { send, stored } = await listening();
    await send('untimed', bodyOf('A'));
    await send('untimed', bodyOf('A'));
    expect(stored).toEqual(['untimed 1', 'untimed 1']);
  });

  it('is read again after it could not be read', async () => {
    const { send, stored } = await listening();
    const refused = [400, { error: expect.stringContaining('not JSON') }];
    expect(await send('main', '{')).toEqual(refused);
    expect(await send('main', '{')).toEqual(refused);
    expect(stored).toEqual([]);
  });
});
