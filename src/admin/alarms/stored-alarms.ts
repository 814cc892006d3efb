import { namespaceOf } from '../../alerts/namespace.ts';
import type { ReportAlarm } from '../../outbox/events/entry.ts';
import { nameReader } from '../../routing/match-names.ts';

/** Where an alarm is, for a list: empty texts count as unknown, and so does a namespace that its source did not name. */
export function whereaboutsOf(stored: ReportAlarm | undefined) {
  const { resourceName, resourceId, regionId } = stored?.alarm ?? {};
  return {
    resource: resourceName || null,
    resourceId: resourceId || null,
    namespace: (stored && namespaceOf(stored.alarm, stored.alert)) ?? null,
    region: regionId || null,
  };
}

/** Makes a function that reads a value of a stored alarm by name, as a matcher of a route does. */
export function readerOf({ alert, alarm }: ReportAlarm): (name: string) => string | undefined {
  return nameReader(alert, alarm);
}
