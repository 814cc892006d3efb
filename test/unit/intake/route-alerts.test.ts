import { describe, expect, it } from 'vitest';
import { routeAlerts } from '../../../src/intake/route-alerts.ts';
import type { Router } from '../../../src/routing/route.ts';
import { anAlarm, anAlert } from '../../support/alerts.ts';

const NOW = Date.UTC(2026, 10, 1);

/** Routes everything, with one failed template for the alert `b`; notes when it was asked. */
function aRouter() {
  const times: number[] = [];
  const router: Router = (alert, now) => {
    times.push(now);
    const templateErrors =
      alert.alarmId === 'b' ? [{ field: 'alarm.alarmName', message: 'no such filter' }] : [];
    return { kind: 'alarm', alarm: anAlarm(alert), route: 'default', templateErrors };
  };
  return { router, times };
}

describe('the alerts of a request', () => {
  it('are routed in their order, at the time of the request, and failed templates are counted', () => {
    const { router, times } = aRouter();
    const alerts = ['a', 'b'].map((id) => ({ alert: anAlert(id) }));
    const intake = routeAlerts('prod', alerts, { router, now: NOW });
    expect(intake).toMatchObject({ source: 'prod', unreadable: [], templateErrors: 1 });
    expect(intake.arrivals.map(({ alert, routed }) => [alert.alarmId, routed.kind])).toEqual([
      ['a', 'alarm'],
      ['b', 'alarm'],
    ]);
    expect(times).toEqual([NOW, NOW]);
  });

  it('that the source filters are not routed', () => {
    const { router, times } = aRouter();
    const alert = anAlert('a');
    const { arrivals } = routeAlerts('prod', [{ alert, filter: 'heartbeat' }], { router, now: NOW });
    expect(arrivals).toEqual([{ alert, routed: { kind: 'filtered', reason: 'heartbeat' } }]);
    expect(times).toEqual([]);
  });

  it('that could not be read are kept apart, and harm no other', () => {
    const { router } = aRouter();
    const invalid = { index: 0, reason: 'labels are missing', raw: { status: 'firing' } };
    const { arrivals, unreadable } = routeAlerts('prod', [{ invalid }, { alert: anAlert('a') }], {
      router,
      now: NOW,
    });
    expect([arrivals.length, unreadable]).toEqual([1, [invalid]]);
  });
});
