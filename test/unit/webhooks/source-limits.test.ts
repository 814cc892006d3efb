import { describe, expect, it } from 'vitest';
import { limitsOf, sourceLimits } from '../../../src/webhooks/source-limits.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { alertmanagerBody, BEARER, firing, startWebhooks } from '../admin/agent-parts.ts';

describe('what a source may send', () => {
  it('is counted for each source by itself, and fills up again', () => {
    const clock = new FakeClock();
    const wait = sourceLimits(() => ({ perSecond: 2, burst: 2 }), clock);
    expect(['am', 'am', 'am', 'zabbix', 'zabbix', 'zabbix'].map(wait)).toEqual([0, 0, 500, 0, 0, 500]);
    clock.advance(500);
    expect(['am', 'am'].map(wait)).toEqual([0, 500]);
  });

  it('is the configured rate, with ten seconds of it at once unless a burst is configured', () => {
    expect(limitsOf({})).toBeUndefined();
    expect(limitsOf({ burst: 3 })).toBeUndefined();
    expect(limitsOf({ requestsPerSecond: 2 })).toEqual({ perSecond: 2, burst: 20 });
    expect(limitsOf({ requestsPerSecond: 0.01 })).toEqual({ perSecond: 0.01, burst: 1 });
    expect(limitsOf({ requestsPerSecond: 2, burst: 3 })).toEqual({ perSecond: 2, burst: 3 });
  });

  it('has no limit unless one is configured, and follows the configuration', () => {
    let rate: { perSecond: number; burst: number } | undefined;
    const wait = sourceLimits(() => rate, new FakeClock());
    expect(Array.from({ length: 1_000 }, () => wait('am')).every((ms) => ms === 0)).toBe(true);
    rate = { perSecond: 0.1, burst: 1 };
    expect([wait('am'), wait('am')]).toEqual([0, 10_000]);
  });

  it('is refused with 503 and the time to wait, never for what somebody else sends without the password', async () => {
    const limitSource = sourceLimits(() => ({ perSecond: 0.1, burst: 2 }), new FakeClock());
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
