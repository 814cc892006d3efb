import { z } from 'zod';
import type { DemoCall, ExpectedAlarm } from './demo-alerts.ts';

const arrivedAlarmSchema = z.object({
  alarmId: z.string(),
  alarmName: z.string(),
  alarmLevel: z.string(),
  alarmStatus: z.string().optional(),
  additional: z.looseObject({ route: z.string().optional() }).optional(),
});

/** An alarm that COC received. */
export type ArrivedAlarm = z.output<typeof arrivedAlarmSchema>;

/** Reads the body of an alarm; undefined when it is not one. */
export function readArrivedAlarm(body: unknown): ArrivedAlarm | undefined {
  return arrivedAlarmSchema.safeParse(body).data;
}

/** An incident in the emulator. */
export interface ArrivedIncident {
  readonly incidentNum: string;
  readonly title: string;
}

/** Everything that COC has received so far. */
export interface Arrivals {
  readonly alarms: readonly ArrivedAlarm[];
  readonly incidents: readonly ArrivedIncident[];
}

/** The expected alarm; undefined while COC does not have it. */
function findAlarm(expected: ExpectedAlarm, { alarms }: Arrivals): ArrivedAlarm | undefined {
  return alarms.find(
    (alarm) =>
      alarm.alarmName === expected.alarmName &&
      alarm.alarmStatus === expected.alarmStatus &&
      alarm.alarmLevel === expected.alarmLevel,
  );
}

/** The alarms and incidents of a call that COC does not have yet, in words. */
export function findMissing({ expects }: DemoCall, arrivals: Arrivals): readonly string[] {
  return expects.flatMap((expected) => {
    const name = `${expected.alarmName} (${expected.alarmStatus}, ${expected.alarmLevel})`;
    if (!findAlarm(expected, arrivals)) return [`the alarm ${name}`];
    return expected.incident && !findIncident(expected, arrivals) ? [`the incident of ${name}`] : [];
  });
}

/** One line for each alarm of a call: its state in COC. */
export function describeArrivals({ expects }: DemoCall, arrivals: Arrivals): readonly string[] {
  return expects.map((expected) => {
    const alarm = findAlarm(expected, arrivals);
    if (!alarm) return `✗ ${expected.alarmName}: not in COC`;
    const { alarmName, alarmLevel, alarmStatus, alarmId } = alarm;
    const incident = expected.incident ? findIncident(expected, arrivals) : undefined;
    const route = `route ${alarm.additional?.route ?? 'unknown'}`;
    const parts = [alarmLevel, alarmStatus === 'ok' ? 'resolved' : 'firing', route, `alarm ${alarmId}`];
    if (incident) parts.push(`incident ${incident.incidentNum}`);
    return `✓ ${alarmName}: ${parts.join(', ')}`;
  });
}

function findIncident({ alarmName }: ExpectedAlarm, { incidents }: Arrivals): ArrivedIncident | undefined {
  return incidents.find(({ title }) => title.includes(alarmName));
}
