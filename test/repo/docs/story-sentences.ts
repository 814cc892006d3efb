import { wordsForEvent } from '../../../src/admin/alarms/words-for-event.ts';
import type { AlarmId, AlarmLevel } from '../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey, ReportAlarm } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import type { FailureReason } from '../../../src/outbox/events/outcome.ts';
import { anIncident, aReport } from '../../unit/observability/entries.ts';
import { patternOf } from './program-texts.ts';

/** Stands for any value in a sentence. */
const VALUE: string = 'ANYTHING';
const COUNT = 987_654_321;

const level = VALUE as AlarmLevel;
const reason = VALUE as FailureReason;
const episode = VALUE as EpisodeId;
const key = VALUE as IncidentKey;
const alarmId = VALUE as AlarmId;
const about = { entry: COUNT, alarmId };
const series = { alarmId, source: VALUE, fingerprint: VALUE, name: VALUE, level };
const failed = { type: 'attempt.failed', ...about, attempts: 1, dueAt: 0, uncertain: false } as const;

function report(alarmStatus: 'alarm' | 'ok', extra: 'incident' | 'collapsed' | 'nothing'): ReportAlarm {
  const { incident, ...body } = aReport({ alarmStatus, alarmLevel: level, integration: VALUE });
  const collapsed = { alarms: [{ alarmStatus: 'ok', alarmLevel: level, time: 0 }] } as const;
  return {
    ...body,
    route: VALUE,
    ...(incident && extra === 'incident' && { incident: { ...incident, policy: VALUE } }),
    ...(extra === 'collapsed' && { collapsed }),
  };
}

/** The events that happen in the stories of the pages. */
const EVENTS: readonly OutboxEvent[] = [
  { type: 'episode.opened', ...series, episode, startedAt: 0 },
  { type: 'episode.closed', ...series, episode, endedAt: 0 },
  { type: 'alert.repeated', alarmId },
  ...(['missed-fire', 'missed-change', 'lost-resolve', 'stale'] as const).map(
    (why): OutboxEvent => ({ type: 'alarm.repaired', alarmId, source: VALUE, reason: why }),
  ),
  ...(['alarm', 'ok'] as const).flatMap((status) =>
    (['incident', 'collapsed', 'nothing'] as const).map(
      (extra): OutboxEvent => ({ type: 'entry.queued', body: report(status, extra) }),
    ),
  ),
  { type: 'entry.queued', body: { ...anIncident(), alarmId } },
  { type: 'entry.collapsed', ...about, into: COUNT },
  { type: 'attempt.started', ...about, key },
  ...(['destination', 'entry'] as const).map(
    (scope): OutboxEvent => ({ ...failed, outcome: 'retry', scope, reason, detail: VALUE }),
  ),
  { type: 'entry.delivered', ...about, attempts: 1, requestId: VALUE },
  { type: 'entry.delivered', ...about, attempts: 1, receipt: VALUE, requestId: VALUE },
  { type: 'incident.requested', key, alarmId, episode, policy: VALUE },
  { type: 'incident.opened', key, alarmId, incidentNum: VALUE },
];

const SENTENCES = EVENTS.map((event) =>
  patternOf(wordsForEvent(event, COUNT, 'UTC').split(new RegExp(`${VALUE}|${COUNT}`)), '.+'),
);

/** True when the program tells such a sentence in a story. A page with a new kind of event needs it in the list above. */
export function isStorySentence(sentence: string): boolean {
  return SENTENCES.some((pattern) => pattern.test(sentence));
}
