import type { ReceivedAlarm } from './alarm-log.ts';

/** Rules of the summary. They are assumptions, because COC's own behaviour is not documented. */
export interface AlarmAssumptions {
  readonly sameAlarmIdIsOneAlarm: boolean;
  readonly okClears: boolean;
  readonly missingStatusMeans: 'alarm' | 'ok';
}

/** State of one alarm, by the emulator's assumptions. */
export interface AlarmSummary {
  readonly alarmId: string;
  readonly alarmName: string;
  readonly status: 'alarm' | 'ok';
  readonly level: string;
  /** Number of events. */
  readonly count: number;
  /** Arrival of the first and of the last event, epoch ms UTC. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Summarizes accepted events as one row per alarm, in the order of each alarm's first event. */
export function summarizeAlarms(
  alarms: readonly ReceivedAlarm[],
  assumptions: AlarmAssumptions,
): AlarmSummary[] {
  const rows = new Map<string, AlarmSummary>();
  for (const alarm of alarms) {
    const alarmId = String(alarm.body?.alarmId ?? '');
    const key = assumptions.sameAlarmIdIsOneAlarm ? alarmId : String(alarm.seq);
    const before = rows.get(key);
    rows.set(key, {
      alarmId,
      alarmName: String(alarm.body?.alarmName ?? ''),
      status: statusOf(alarm, assumptions),
      level: String(alarm.body?.alarmLevel ?? ''),
      count: (before?.count ?? 0) + 1,
      firstAt: before?.firstAt ?? alarm.receivedAt,
      lastAt: alarm.receivedAt,
    });
  }
  return [...rows.values()];
}

function statusOf(alarm: ReceivedAlarm, assumptions: AlarmAssumptions): 'alarm' | 'ok' {
  const status = alarm.body?.alarmStatus ?? assumptions.missingStatusMeans;
  return status === 'ok' && assumptions.okClears ? 'ok' : 'alarm';
}
