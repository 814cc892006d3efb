import { describe, expect, it } from 'vitest';
import { listenSchema } from '../../../src/config/listen-settings.ts';
import { type SourceLimitSettings, sourceLimits } from '../../../src/webhooks/source-limits.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { alertmanagerBody, BEARER, firing, startWebhooks } from '../admin/agent-parts.ts';

const MANY = { totalPerSecond: 1_000 };

describe('what a source may send', () => {
  it('is counted for each source by itself, and fills up again', () => {
    const clock = new FakeClock();
    const wait = sourceLimits(() => ({ ...MANY, requestsPerSecond: 2, burst: 2 }), clock);
    expect(['am', 'am', 'am', 'zabbix', 'zabbix', 'zabbix'].map(wait)).toEqual([0, 0, 500, 0, 0, 500]);
    clock.advance(500);
    expect(['am', 'am'].map(wait)).toEqual([0, 500]);
  });

  it('is limited by default, far above what an honest sender sends, and follows the configuration', () => {
    let settings: SourceLimitSettings = listenSchema.parse({}).limits;
    const clock = new FakeClock();
    const wait = sourceLimits(() => settings, clock);
    for (let second = 0; second < 60; second++) {
      expect(Array.from({ length: 1_000 }, () => wait('am')).every((ms) => ms === 0)).toBe(true);
      clock.advance(1_000);
    }
    expect(Array.from({ length: 20_000 }, () => wait('am')).filter((ms) => ms === 0)).toHaveLength(10_000);
    settings = { ...MANY, requestsPerSecond: 0.1, burst: 1 };
    clock.advance(10_000);
    expect([wait('am'), wait('am')]).toEqual([0, 10_000]);
  });

  it('is not less for having been refused: a sender that tries again too early waits no longer', () => {
    const clock = new FakeClock();
    const wait = sourceLimits(() => ({ totalPerSecond: 1, requestsPerSecond: 1, burst: 1 }), clock);
    for (let n = 0; n < 10; n++) wait(`other-${n}`);
    const waits = Array.from({ length: 10 }, () => {
      clock.advance(100);
      return Math.round(wait('am'));
    });
    expect(waits).toEqual([900, 800, 700, 600, 500, 400, 300, 200, 100, 0]);
  });

  it('is limited for all sources together too', () => {
    const clock = new FakeClock();
    const wait = sourceLimits(() => ({ requestsPerSecond: 10, totalPerSecond: 1 }), clock);
    const waits = Array.from({ length: 12 }, (_, n) => wait(`source-${n}`));
    expect(waits).toEqual([...Array(10).fill(0), 1_000, 1_000]);
    clock.advance(1_000);
    // Whoever is refused for the sake of all keeps what is its own.
    expect([wait('source-11'), wait('source-11')]).toEqual([0, 1_000]);
  });

  it('lets the requests of ten seconds through at once unless told otherwise, and at least one', () => {
    for (const [requestsPerSecond, burst] of [
      [0.5, 5],
      [0.01, 1],
    ] as const) {
      const wait = sourceLimits(() => ({ ...MANY, requestsPerSecond }), new FakeClock());
      const waits = Array.from({ length: burst + 1 }, () => wait('am'));
      expect(waits.map((ms) => ms === 0)).toEqual([...Array(burst).fill(true), false]);
    }
  });

  it('is refused with 503 and the time to wait, never for what somebody else sends without the password', async () => {
    const limitSource = sourceLimits(() => ({ ...MANY, requestsPerSecond: 0.1, burst: 2 }), new FakeClock());
    const { url, metrics } = await startWebhooks({ limitSource });
    const send = async (path: string, token: string, name: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const body = alertmanagerBody(firing(name));
      const answer = await fetch(`${url}/webhooks/${path}`, { method: 'POST', headers, body });
      return [answer.status, answer.headers.get('retry-after')];
    };
    for (let i = 0; i < 5; i++) expect((await send('guarded', 'wrong', 'x'))[0]).toBe(401);
    expect(await send('guarded', BEARER, 'a')).toEqual([200, null]);
    expect(await send('guarded', BEARER, 'b')).toEqual([200, null]);
    expect(await send('guarded', BEARER, 'c')).toEqual([503, '10']);
    expect(await send('open', BEARER, 'd')).toEqual([200, null]);
    expect(await metrics.registry.metrics()).toContain('intake_refused_total{reason="rate"} 1');
  });
});
