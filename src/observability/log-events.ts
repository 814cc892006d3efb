import type { Logger } from 'pino';
import type { Attempt } from '../delivery/dispatcher.ts';
import { aboutEntry, isLook, type ReportAlarm } from '../outbox/events/entry.ts';
import type { EpisodeClosed, EpisodeOpened, OutboxRecord } from '../outbox/events/event.ts';
import { traceFields } from './trace-fields.ts';

const INCIDENT_MESSAGES = {
  'incident.moved': 'the incident changed its state in COC',
  'incident.left-alone': 'the alarms of the incident are over; a person works on it, so it is left open',
  'incident.decided': 'an operator decided what became of the incident',
  'incident.corrected': 'an operator corrected a decision about the incident',
  'incident.kept': 'an operator decided with which number of the incident to go on; close the others in COC',
  'war-room.opened': 'COC opened the war room',
} as const;

const NOT_DELIVERED = {
  retry: 'could not deliver an entry; trying it again later',
  rejected: 'COC refused an entry; it becomes a dead letter when COC refuses it twice',
  unknown: 'got no clear answer for an entry; looking it up in COC before it is sent again',
} as const;

const NOT_FOUND = 'did not find in COC what an earlier call may have opened; looking again later';

/** Options of the lines about events and attempts. */
export interface EventLogOptions {
  /** Log alarms that open, close or are delivered at info instead of debug. */
  readonly alarms: boolean;
}

/** Logs the events of a record: incidents, dead letters, unreadable alerts and repairs, and all others at debug. */
export function logRecord(to: Logger, record: OutboxRecord, { alarms }: EventLogOptions): void {
  const log = record.trace ? to.child(traceFields(record.trace)) : to;
  for (const event of record.events) {
    switch (event.type) {
      case 'incident.opened':
        log.info(
          { incident: event.incidentNum, key: event.key, alarm_id: event.alarmId },
          'COC opened the incident',
        );
        break;
      case 'incident.failed':
        log.error(
          { key: event.key, alarm_id: event.alarmId, detail: event.detail },
          'COC refused to open the incident; its entry becomes a dead letter',
        );
        break;
      case 'incident.doubled':
        log.error(
          { key: event.key, alarm_id: event.alarmId, incidents: event.incidentNums },
          'COC opened the incident more than once; decide which number to go on with',
        );
        break;
      case 'incident.moved':
      case 'incident.left-alone':
      case 'incident.decided':
      case 'incident.corrected':
      case 'incident.kept':
      case 'war-room.opened': {
        const { type, alarmId, ...fields } = event;
        log.info({ ...fields, alarm_id: alarmId }, INCIDENT_MESSAGES[type]);
        break;
      }
      case 'incident.hindered':
        log.warn(
          { key: event.key, alarm_id: event.alarmId },
          'COC has not let the agent take back a solution for a quarter of an hour; firing alarms get another incident',
        );
        break;
      case 'incident.unwanted':
        log.info(
          { alarm_id: event.alarmId, policy: event.policy },
          'the incident of a firing alarm has ended, and the configuration wants no other one for it',
        );
        break;
      case 'people.not-told': {
        const { key, alarmId, why } = event;
        log.warn(
          { key, alarm_id: alarmId, why },
          'the people of the incident could not be told what has changed',
        );
        break;
      }
      case 'entry.dead-lettered': {
        const { entry, alarmId, reason, detail, deadLetter } = event;
        log.error(
          { entry_id: entry, alarm_id: alarmId, reason, detail, dead_letter: deadLetter },
          'COC refused an entry for good; it is kept as a dead letter',
        );
        break;
      }
      case 'alert.unreadable': {
        const { source, index, reason, deadLetter, count } = event;
        log.warn(
          { source, index, reason, dead_letter: deadLetter, ...(count && { count }) },
          !deadLetter
            ? 'could not read an alert; it is lost, because the dead letters are full'
            : 'could not read an alert; it is kept as a dead letter',
        );
        break;
      }
      case 'alarm.repaired': {
        const { alarmId, source, reason } = event;
        log.info(
          { source, alarm_id: alarmId, reason },
          'corrected an alarm without a message from its source',
        );
        break;
      }
      default: {
        if (LOGGED_BY_ATTEMPT.has(event.type)) break;
        const line = alarms ? alarmLine(event) : undefined;
        if (line) log.info(...line);
        else log.debug(fieldsOf(event), event.type);
      }
    }
  }
}

/** Results of attempts. {@link logAttempt} has logged them with more details. */
const LOGGED_BY_ATTEMPT: ReadonlySet<string> = new Set(['attempt.failed', 'entry.delivered']);

/** The line about an alarm that opened or closed; undefined for any other event. */
function alarmLine(
  event: OutboxRecord['events'][number],
): readonly [fields: object, message: string] | undefined {
  switch (event.type) {
    case 'episode.opened':
      return [openedOrClosed(event), 'an alarm opened'];
    case 'episode.closed':
      // A resolve of an alarm that never fired here closes nothing.
      return event.episode === undefined ? undefined : [openedOrClosed(event), 'an alarm closed'];
    case 'episode.reopened':
      return [
        { alarm_id: event.alarmId, episode_id: event.episode },
        'an alarm fires again; COC was not told that it was over',
      ];
    default:
      return undefined;
  }
}

function openedOrClosed({ alarmId, name, level, source, episode }: EpisodeOpened | EpisodeClosed): object {
  return { alarm_id: alarmId, name, alarmLevel: level, source, episode_id: episode };
}

/** The fields that identify an event, without the texts of its alert. The level of a line is another one than the alarm's. */
function fieldsOf(event: OutboxRecord['events'][number]): object {
  if ('level' in event) {
    const { level, ...fields } = event;
    return { ...fields, alarmLevel: level };
  }
  if (event.type !== 'entry.queued') return event;
  const { body } = event;
  return { kind: body.kind, episode_id: body.episode, alarm_id: aboutEntry({ id: 0, body }).alarmId };
}

/**
 * Logs an attempt, in one line: at debug when it delivered, otherwise as a warning with COC's words. `number` counts the
 * attempts of its entry.
 */
export function logAttempt(
  log: Logger,
  { destination, entry, outcome, durationMs, number }: Attempt & { readonly number: number },
  { alarms }: EventLogOptions,
): void {
  const { entry: entry_id, alarmId: alarm_id } = aboutEntry(entry);
  const attempt = {
    destination,
    entry_id,
    alarm_id,
    attempt: number,
    duration_ms: Math.round(durationMs),
  };
  const { body } = entry;
  if (outcome.kind === 'delivered') {
    // COC is told again of every alarm that fires, each half an hour: that is no news.
    if (!alarms || body.kind !== 'report-alarm' || body.reassertion) log.debug(attempt, 'delivered');
    else log.info({ ...attempt, ...alarmFields(body) }, 'delivered an alarm');
  } else log.warn({ ...attempt, ...outcome }, isLook(entry) ? NOT_FOUND : NOT_DELIVERED[outcome.kind]);
}

function alarmFields({ alarm, alert }: ReportAlarm): object {
  const { alarmName: name, alarmLevel, alarmStatus } = alarm;
  return { name, alarmLevel, alarmStatus, source: alert.source };
}
