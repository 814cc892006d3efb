import type { Alarm } from '../alerts/alarm.ts';
import { type Alert, labelOf } from '../alerts/alert.ts';

/** Fields of the alarm that a matcher can name. They take precedence over labels of the same name. */
const ALARM_FIELDS: ReadonlySet<string> = new Set([
  'alarmId',
  'alarmName',
  'alarmLevel',
  'alarmStatus',
  'alarmSource',
  'alarmDesc',
  'nameSpace',
  'regionId',
  'applicationId',
  'resourceName',
  'resourceId',
] satisfies readonly (keyof Alarm)[]);

/** Fields of the alert that a matcher can name. They take precedence over labels of the same name. */
const ALERT_FIELDS: ReadonlySet<string> = new Set([
  'source',
  'sourceType',
  'status',
] satisfies readonly (keyof Alert)[]);

/**
 * Makes a function that reads a value by name: a field of the alarm, `source`, `sourceType`, `status`, or a
 * label.
 */
export function nameReader(alert: Alert, alarm: Alarm): (name: string) => string | undefined {
  return (name) => {
    if (ALARM_FIELDS.has(name)) return String(alarm[name as keyof Alarm]);
    if (ALERT_FIELDS.has(name)) return String(alert[name as keyof Alert]);
    return labelOf(alert.labels, name);
  };
}
