import { describe, expect, it } from 'vitest';
import { newAlarmLog, recordAlarm } from '../../../../src/emulator/state/alarm-log.ts';
import { summarizeAlarms } from '../../../../src/emulator/state/alarm-summary.ts';

const usual = { sameAlarmIdIsOneAlarm: true, okClears: true, missingStatusMeans: 'alarm' } as const;

function logOf(events: readonly [string, string | undefined][], keep = 1_000) {
  const log = newAlarmLog();
  for (const [index, [alarmId, alarmStatus]] of events.entries()) {
    const body = { alarmId, alarmLevel: 'Major', ...(alarmStatus === undefined ? {} : { alarmStatus }) };
    recordAlarm(log, { receivedAt: index, integrationKey: 'k', headers: {}, body, status: 200 }, keep);
  }
  return log;
}

describe('the summary of alarms', () => {
  const { accepted } = logOf([
    ['a', 'alarm'],
    ['b', undefined],
    ['a', 'ok'],
  ]);

  it('has one row for all events of one alarmId', () => {
    expect(summarizeAlarms(accepted, usual)).toMatchObject([
      { alarmId: 'a', status: 'ok', count: 2, firstAt: 0, lastAt: 2 },
      { alarmId: 'b', status: 'alarm', level: 'Major', count: 1 },
    ]);
  });

  it('has one row per event when the assumption about alarmId is off', () => {
    const rows = summarizeAlarms(accepted, { ...usual, sameAlarmIdIsOneAlarm: false });
    expect(rows.map(({ alarmId }) => alarmId)).toEqual(['a', 'b', 'a']);
  });

  it('keeps an alarm firing after ok when the assumption about ok is off', () => {
    expect(summarizeAlarms(accepted, { ...usual, okClears: false })[0]).toMatchObject({ status: 'alarm' });
  });

  it('reads a missing status by its assumption', () => {
    expect(summarizeAlarms(accepted, { ...usual, missingStatusMeans: 'ok' })[1]).toMatchObject({
      status: 'ok',
    });
  });

  it('forgets the oldest events over its limit, and never repeats a number', () => {
    const log = logOf(
      Array.from({ length: 100 }, () => ['a', 'alarm']),
      10,
    );
    expect(log.accepted.length).toBeLessThanOrEqual(11);
    expect(log.accepted.at(-1)?.seq).toBe(100);
  });
});
