import type { AlarmId } from '../../alerts/alert.ts';
import { alarmIdOfBody, type IncidentKey, incidentKeyOf } from './entry.ts';
import type { OutboxEvent } from './event.ts';
import { LEDGER_SHARDS, shardOf } from './hash.ts';

/** Returns the alarm of an event; undefined when the event is not about one alarm. */
export function subjectAlarm(event: OutboxEvent): AlarmId | undefined {
  switch (event.type) {
    case 'alert.unreadable':
    case 'entry.lost':
    case 'clock.set':
    case 'source.renamed':
      return undefined;
    case 'entry.queued':
      return alarmIdOfBody(event.body);
    default:
      return event.alarmId;
  }
}

/** Returns the incident that an event changes; undefined when it changes a series or nothing. */
export function subjectIncident(event: OutboxEvent): IncidentKey | undefined {
  switch (event.type) {
    case 'entry.queued':
      return incidentKeyOf(event.body);
    case 'entry.delivered':
    case 'entry.cancelled':
    case 'entry.collapsed':
    case 'entry.dead-lettered':
    case 'entry.rescheduled':
    case 'attempt.started':
    case 'attempt.failed':
    case 'incident.requested':
    case 'incident.joined':
    case 'incident.opened':
    case 'incident.failed':
    case 'incident.decided':
    case 'incident.corrected':
    case 'incident.doubled':
    case 'incident.kept':
    case 'letter.discarded':
    case 'incident.moved':
    case 'incident.shown':
    case 'incident.quiet':
    case 'incident.stirred':
    case 'incident.hindered':
    case 'incident.left':
    case 'incident.left-alone':
    case 'war-room.opened':
    case 'people.told':
    case 'people.not-told':
      return event.key;
    case 'alert.dropped':
    case 'alert.repeated':
    case 'alert.unreadable':
    case 'clock.set':
    case 'source.renamed':
    case 'alarm.repaired':
    case 'alarm.stale':
    case 'entry.lost':
    case 'episode.changed':
    case 'episode.closed':
    case 'episode.linked':
    case 'episode.opened':
    case 'episode.refused':
    case 'episode.reopened':
    case 'incident.skipped':
    case 'incident.unwanted':
    case 'dead-letter.left':
    case 'letter.redriven':
      return undefined;
  }
}

const EVERY_SHARD: readonly number[] = [...Array(LEDGER_SHARDS).keys()];

/** Returns the ledger shards that an event may change. */
export function ledgerShardsOf(event: OutboxEvent): readonly number[] {
  if (event.type === 'clock.set' || event.type === 'source.renamed') return EVERY_SHARD;
  const id = subjectIncident(event) ?? subjectAlarm(event);
  return id === undefined ? [] : [shardOf(id)];
}
