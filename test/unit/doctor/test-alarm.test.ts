import { describe, expect, it } from 'vitest';
import { examineSources } from '../../../src/doctor/examine-sources.ts';
import { sendTestAlarms, type TestAlarmSettings } from '../../../src/doctor/test-alarm.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';

/** The alarms that were sent with two keys, and what was found. */
async function sent(alarm: TestAlarmSettings['alarm'], outcomes: readonly Outcome[] = []) {
  const alarms: unknown[] = [];
  const findings = await sendTestAlarms(
    {
      async deliver({ body }) {
        if (body.kind === 'report-alarm') alarms.push(body.alarm);
        return outcomes[alarms.length - 1] ?? { kind: 'delivered', result: 'alarm-reported' };
      },
    },
    ['default', 'other'],
    { alarm, timeoutMs: 1_000, now: 5 },
  );
  return { alarms, results: findings.map(({ check, result }) => `${check} ${result}`) };
}

const TEMPLATE = { constant: false, source: '{{ labels.app }}' };

describe('the test alarms', () => {
  it.each([
    [
      'the configured application',
      { applicationId: { constant: true, source: 'app' }, defaultApplicationId: 'd' },
      'app',
    ],
    ['the default one for a template', { applicationId: TEMPLATE, defaultApplicationId: 'd' }, 'd'],
    ['a placeholder where there is no other', { applicationId: TEMPLATE }, 'test'],
  ])('name %s', async (_which, alarm, applicationId) => {
    const { alarms } = await sent(alarm);
    expect(alarms).toHaveLength(4);
    for (const one of alarms) expect(one).toMatchObject({ applicationId, alarmLevel: 'Info', time: 5 });
  });

  it('are each sent and resolved under an id of their own', async () => {
    const { alarms, results } = await sent({ applicationId: TEMPLATE });
    expect(results).toEqual(['integration default good', 'integration other good']);
    const told = alarms as { alarmId: string; integration: string; alarmStatus: string }[];
    expect(told.map(({ integration, alarmStatus }) => `${integration} ${alarmStatus}`)).toEqual([
      ...['default alarm', 'default ok', 'other alarm', 'other ok'],
    ]);
    expect(new Set(told.map(({ alarmId }) => alarmId)).size).toBe(2);
  });

  it('are bad where COC does not take the alarm or its end, and the next key is tried all the same', async () => {
    const refused = { kind: 'rejected', reason: 'bad-request', detail: 'no' } as const;
    const taken = { kind: 'delivered', result: 'alarm-reported' } as const;
    const alarm = { applicationId: TEMPLATE };
    expect((await sent(alarm, [refused])).results).toEqual([
      'integration default bad',
      'integration other good',
    ]);
    expect(await sent(alarm, [taken, refused])).toMatchObject({
      ...{ results: ['integration default bad', 'integration other good'], alarms: [{}, {}, {}, {}] },
    });
  });
});

it('sources that cannot be asked have a line each, and those that are not to be asked none', async () => {
  const sources = {
    am: { type: 'alertmanager', reconcile: { timeout: 1 } },
    za: { type: 'zabbix' },
  } as const;
  expect(await examineSources(sources, { unusable: 'no token file' })).toEqual([
    { check: 'source am', result: 'unknown', words: expect.stringContaining('no token file') },
  ]);
});
