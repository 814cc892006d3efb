import type { AlarmId } from '../../alerts/alert.ts';
import type { EntryBody, EntryKind, IncidentKey } from './entry.ts';

/**
 * Returns the name of the lane of an incident or, without a key, of the lanes of an alarm: it has one at each integration.
 * Entries of a lane are sent one at a time, in order.
 */
export function laneOf({
  alarmId,
  key,
  kind,
}: {
  readonly alarmId: AlarmId;
  readonly key?: IncidentKey;
  readonly kind?: EntryKind;
}): string {
  if (key === undefined) return alarmId;
  // A remark holds up no step.
  return kind === 'remark-incident' ? remarkLane(key) : incidentLane(key);
}

/** Returns the name of the lane of an incident. */
export function incidentLane(key: IncidentKey): string {
  return `incident/${key}`;
}

/** Returns the name of the lane of the remarks on an incident. */
export function remarkLane(key: IncidentKey): string {
  return `remarks/${key}`;
}

/**
 * Returns the destination whose health decides whether an entry is tried: an integration of COC, or one kind
 * of call for incidents. Each kind may need another permission.
 */
export function destinationOf(body: EntryBody): string {
  switch (body.kind) {
    case 'report-alarm':
      return alarmDestination(body.alarm.integration);
    case 'open-incident':
      return 'incidents';
    case 'handle-incident':
      return 'incident-steps';
    case 'open-war-room':
      return 'war-rooms';
    case 'remark-incident':
      return 'incident-remarks';
  }
}

const ALARMS = 'alarms/';

/** Destination of the alarms for an integration. */
export function alarmDestination(integration: string): string {
  return `${ALARMS}${integration}`;
}

/** True for the destination of alarms. */
export function isAlarmDestination(name: string): boolean {
  return name.startsWith(ALARMS);
}
