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

/** Prefix of a name that is certainly a label: `label.status` is the label `status`. */
export const LABEL_PREFIX = 'label.';

/**
 * Makes a function that reads a value by name: a field of the alarm, `source`, `sourceType`, `status`, or a
 * label. With the prefix `label.` it is a label whatever its name is.
 */
export function nameReader(alert: Alert, alarm: Alarm): (name: string) => string | undefined {
  return (name) => {
    if (ALARM_FIELDS.has(name)) return String(alarm[name as keyof Alarm]);
    if (ALERT_FIELDS.has(name)) return String(alert[name as keyof Alert]);
    const prefixed = name.startsWith(LABEL_PREFIX) ? name.slice(LABEL_PREFIX.length) : name;
    // A label may have the prefix in its own name.
    return labelOf(alert.labels, prefixed) ?? labelOf(alert.labels, name);
  };
}
