import type { Logger } from 'pino';
import type { Attempt } from '../delivery/dispatcher.ts';
import { aboutEntry } from '../outbox/events/entry.ts';
import type { OutboxRecord } from '../outbox/events/event.ts';
import type { Restored } from '../outbox/outbox.ts';

/** Logs what an operator wants to read of a record: incidents, dead letters, and at debug everything. */
export function logRecord(log: Logger, record: OutboxRecord): void {
  for (const event of record.events) {
    switch (event.type) {
      case 'incident.opened':
        log.info({ incident: event.incidentNum, key: event.key, alarm_id: event.alarmId }, 'incident opened');
        break;
      case 'incident.failed':
        log.error(
          { key: event.key, alarm_id: event.alarmId, detail: event.detail },
          'COC refuses the incident',
        );
        break;
      case 'incident.moved':
      case 'incident.left-alone':
      case 'incident.decided':
      case 'war-room.opened': {
        const { type, alarmId, ...about } = event;
        log.info({ ...about, alarm_id: alarmId }, type);
        break;
      }
      case 'entry.dead-lettered': {
        const { entry, alarmId, reason, detail, deadLetter } = event;
        log.error(
          { entry_id: entry, alarm_id: alarmId, reason, detail, dead_letter: deadLetter },
          'dead letter',
        );
        break;
      }
      case 'alert.unreadable': {
        const { source, index, reason, deadLetter } = event;
        log.warn({ source, index, reason, dead_letter: deadLetter }, 'an alert could not be read');
        break;
      }
      case 'alarm.repaired': {
        const { alarmId, source, reason } = event;
        log.info({ source, alarm_id: alarmId, reason }, 'alarm repaired without a message of the source');
        break;
      }
      default:
        log.debug(aboutEvent(event), event.type);
    }
  }
}

/** What names an event in a log, without the texts of its alert. */
function aboutEvent(event: OutboxRecord['events'][number]): object {
  if (event.type !== 'entry.queued') return event;
  const { body } = event;
  return { kind: body.kind, episode_id: body.episode, alarm_id: aboutEntry({ id: 0, body }).alarmId };
}

/** Logs an attempt: one that failed as a warning, with COC's words. */
export function logAttempt(log: Logger, { destination, entry, outcome, durationMs }: Attempt): void {
  const { entry: entry_id, alarmId: alarm_id } = aboutEntry(entry);
  const attempt = {
    destination,
    entry_id,
    alarm_id,
    attempt: entry.attempts + 1,
    duration_ms: Math.round(durationMs),
  };
  if (outcome.kind === 'delivered') log.debug(attempt, 'delivered');
  else log.warn({ ...attempt, ...outcome }, 'not delivered');
}

/** Logs what a start has found: as an error when something of it was damaged. */
export function logRecovery(log: Logger, recovery: Restored, dataDir: string): void {
  const { pending, replayedRecords, tornBytes, damagedRecords } = recovery;
  const found = { dataDir, pending, replayed_records: replayedRecords, torn_bytes: tornBytes };
  if (damagedRecords === 0) log.info(found, 'state restored');
  else
    log.error(
      { ...found, damaged_records: damagedRecords },
      'state restored; damaged records were set aside',
    );
}
