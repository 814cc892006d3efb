import { z } from 'zod';
import type { DemoCall, ExpectedAlarm } from './demo-alerts.ts';

const seenAlarmSchema = z.object({
  alarmId: z.string(),
  alarmName: z.string(),
  alarmLevel: z.string(),
  alarmStatus: z.string().optional(),
  additional: z.looseObject({ route: z.string().optional() }).optional(),
});

/** An alarm as COC received it. */
export type SeenAlarm = z.output<typeof seenAlarmSchema>;

/** Reads the body of an alarm; undefined when it is none. */
export function readSeenAlarm(body: unknown): SeenAlarm | undefined {
  return seenAlarmSchema.safeParse(body).data;
}

/** An incident as the emulator holds it. */
export interface SeenIncident {
  readonly incidentNum: string;
  readonly title: string;
}

/** What COC has received so far. */
export interface Seen {
  readonly alarms: readonly SeenAlarm[];
  readonly incidents: readonly SeenIncident[];
}

/** The alarm that was expected; undefined while COC does not have it. */
function findAlarm(expected: ExpectedAlarm, { alarms }: Seen): SeenAlarm | undefined {
  return alarms.find(
    (alarm) =>
      alarm.alarmName === expected.alarmName &&
      alarm.alarmStatus === expected.alarmStatus &&
      alarm.alarmLevel === expected.alarmLevel,
  );
}

/** What is missing of what a call was expected to bring about. */
export function missing({ expects }: DemoCall, seen: Seen): readonly string[] {
  return expects.flatMap((expected) => {
    const name = `${expected.alarmName} (${expected.alarmStatus}, ${expected.alarmLevel})`;
    if (!findAlarm(expected, seen)) return [`the alarm ${name}`];
    return expected.incident && !findIncident(expected, seen) ? [`the incident of ${name}`] : [];
  });
}

/** One line for each alarm of a call: what COC has now. */
export function describeCall({ expects }: DemoCall, seen: Seen): readonly string[] {
  return expects.map((expected) => {
    const alarm = findAlarm(expected, seen);
    if (!alarm) return `✗ ${expected.alarmName}: not in COC`;
    const { alarmName, alarmLevel, alarmStatus, alarmId } = alarm;
    const incident = expected.incident ? findIncident(expected, seen) : undefined;
    const route = `route ${alarm.additional?.route ?? 'unknown'}`;
    const parts = [alarmLevel, alarmStatus === 'ok' ? 'recovered' : 'firing', route, `alarm ${alarmId}`];
    if (incident) parts.push(`incident ${incident.incidentNum}`);
    return `✓ ${alarmName}: ${parts.join(', ')}`;
  });
}

function findIncident({ alarmName }: ExpectedAlarm, { incidents }: Seen): SeenIncident | undefined {
  return incidents.find(({ title }) => title.includes(alarmName));
}
