import { describe, expect, it } from 'vitest';
import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import { configSchema } from '../../../src/app/registry.ts';
import { heartbeatPlan } from '../../../src/heartbeats/heartbeat-plan.ts';
import { anAlert } from '../../support/alerts.ts';

function planOf(heartbeats: unknown, sources: object) {
  const coc = { endpoint: 'http://127.0.0.1:9', integrationKey: 'k', auth: { type: 'none' } };
  const alarm = { applicationId: 'a' };
  const config = configSchema.parse({ coc, alarm, sources, ...(heartbeats ? { heartbeats } : {}) });
  return heartbeatPlan(config);
}

const prod = { prod: { type: 'alertmanager' } };
const watchdog = (name = 'Watchdog') => anAlert('w', { name, labels: { alertname: name }, source: 'prod' });

describe('the heartbeats of a configuration', () => {
  it('are by default the Watchdogs of the Alertmanagers, once heard', () => {
    const plan = planOf(undefined, { ...prod, z: { type: 'zabbix' }, g: { type: 'grafana' } });
    expect(plan).toMatchObject([
      { source: 'prod', name: 'watchdog', withinMs: 25 * 3_600_000, expected: 'once-heard' },
    ]);
    expect(plan[0]?.isHeartbeat?.(watchdog())).toBe(true);
    expect(plan[0]?.isHeartbeat?.(watchdog('Other'))).toBe(false);
    expect(plan[0]?.isHeartbeat?.({ ...watchdog(), source: 'another' })).toBe(false);
  });

  it('are none when it says so', () => {
    expect(planOf([], prod)).toEqual([]);
  });

  it('are any alerts that it names, expected from the start', () => {
    const own = { source: 'prod', name: 'own', within: '5m', match: ['alertname=~"Dead.*"'] };
    const [first, second] = planOf([{ source: 'prod', within: '10m' }, own], prod);
    expect(first).toMatchObject({ name: 'watchdog', withinMs: 600_000, expected: 'always' });
    expect(second).toMatchObject({ name: 'own', withinMs: 300_000 });
    expect([watchdog(), watchdog('DeadMan')].map((alert) => first?.isHeartbeat?.(alert))).toEqual([
      true,
      false,
    ]);
    expect([watchdog(), watchdog('DeadMan')].map((alert) => second?.isHeartbeat?.(alert))).toEqual([
      false,
      true,
    ]);
    expect(first?.alarmId).not.toBe(second?.alarmId);
  });

  it('know the ids that their alarms had under former names of the source', () => {
    const named = (source: string) => makeAlarmId('hb', source, 'webhooks');
    const plan = planOf([], { z: { type: 'zabbix', silentAfter: '6h', renamedFrom: ['x', 'y'] } });
    expect(plan).toMatchObject([{ alarmId: named('z'), formerIds: [named('x'), named('y')] }]);
    expect(planOf([], { z: { type: 'zabbix', silentAfter: '6h' } })[0]).not.toHaveProperty('formerIds');
  });

  it('include any webhook of a source that may not be silent', () => {
    const plan = planOf([], { z: { type: 'zabbix', silentAfter: '6h' } });
    expect(plan).toMatchObject([{ source: 'z', name: 'webhooks', withinMs: 6 * 3_600_000 }]);
    expect(plan[0]?.isHeartbeat).toBeUndefined();
  });
});
