import { describe, expect, it } from 'vitest';
import { examineSources } from '../../../src/doctor/examine-sources.ts';
import { sendTestAlarms, type TestAlarmSettings } from '../../../src/doctor/test-alarm.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';

/** The alarms that were sent with two keys, and what was found. */
async function sent(
  alarm: TestAlarmSettings['alarm'],
  outcomes: readonly Outcome[] = [],
  language: TestAlarmSettings['language'] = 'en',
) {
  const alarms: unknown[] = [];
  const findings = await sendTestAlarms(
    {
      async deliver({ body }) {
        if (body.kind === 'report-alarm') alarms.push(body.alarm);
        return outcomes[alarms.length - 1] ?? { kind: 'delivered', result: 'alarm-reported' };
      },
    },
    ['default', 'other'],
    { alarm, language, timeoutMs: 1_000, now: 5 },
  );
  return {
    alarms,
    results: findings.map(({ check, result }) => `${check} ${result}`),
    remedies: findings.map((finding) => ('remedy' in finding ? finding.remedy : undefined)),
  };
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

  it.each([
    ['en', 'Test of coc-alarm-agent', 'Sent by coc-alarm-agent doctor, which resolves it at once.'],
    ['zh', 'coc-alarm-agent 测试告警', '由 coc-alarm-agent doctor 发送，随即自动恢复。'],
  ] as const)('speak %s', async (language, alarmName, alarmDesc) => {
    const { alarms } = await sent({ applicationId: TEMPLATE }, [], language);
    for (const one of alarms) expect(one).toMatchObject({ alarmName, alarmDesc });
  });

  it('name themselves in the language of COC where they may be left over there', async () => {
    const unknown = { kind: 'unknown', reason: 'timeout', detail: 'no answer' } as const;
    const { remedies } = await sent({ applicationId: TEMPLATE }, [unknown], 'zh');
    expect(remedies[0]).toMatch(/; close "coc-alarm-agent 测试告警" in COC if it is there$/);
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
