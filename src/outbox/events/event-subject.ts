import type { AlarmId } from '../../alerts/alert.ts';
import { alarmIdOfBody, type IncidentKey, incidentKeyOf } from './entry.ts';
import type { OutboxEvent } from './event.ts';
import { shardOf } from './hash.ts';

/** Returns the alarm of an event; undefined when the event is not about one alarm. */
export function subjectAlarm(event: OutboxEvent): AlarmId | undefined {
  switch (event.type) {
    case 'alert.unreadable':
    case 'entry.lost':
      return undefined;
    case 'entry.queued':
      return alarmIdOfBody(event.body);
    default:
      return event.alarmId;
  }
}

/** Returns the incident that an event changes; undefined when it changes a series or nothing. */
export function subjectIncident(event: OutboxEvent): IncidentKey | undefined {
  if (event.type === 'entry.queued') return incidentKeyOf(event.body);
  return 'key' in event ? event.key : undefined;
}

/** Returns the ledger shard that an event may change. */
export function ledgerShardOf(event: OutboxEvent): number | undefined {
  const id = subjectIncident(event) ?? subjectAlarm(event);
  return id === undefined ? undefined : shardOf(id);
}
