import { type IncidentKey, incidentLane } from '../../outbox/events/entry.ts';
import type { Waiting } from '../waiting/read-waiting.ts';
import type { AlarmSummary } from './alarm-list.ts';

/** Adds to an alarm why it waits for COC, and why its incident does; null for what does not wait. */
export function withWaiting(alarm: AlarmSummary, waitingOf: (lane: string) => Waiting | null) {
  const { alarmId, incident } = alarm;
  return {
    ...alarm,
    waiting: waitingOf(alarmId),
    incident: incident && { ...incident, waiting: waitingOf(incidentLane(incident.key as IncidentKey)) },
  };
}
