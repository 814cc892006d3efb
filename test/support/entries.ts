import type { AlarmId } from '../../src/alerts/alert.ts';
import type {
  DueEntry,
  EntryBody,
  EpisodeId,
  IncidentKey,
  OpenIncident,
  ReportAlarm,
} from '../../src/outbox/events/entry.ts';
import { anAlarm, anAlert, INCIDENT } from './alerts.ts';

/** Makes the intent to report the alarm of a series. */
export function reportAlarm(series: string, changes: Partial<ReportAlarm> = {}): ReportAlarm {
  const alert = anAlert(series);
  const episode = `ep-${series}` as EpisodeId;
  return { kind: 'report-alarm', alarm: anAlarm(alert), alert, route: 'default', episode, ...changes };
}

/** Makes the intent to open an incident. */
export function openIncident(key: string): OpenIncident {
  const about = { alarmId: 'a1' as AlarmId, episode: key as EpisodeId };
  return { kind: 'open-incident', key: key as IncidentKey, request: INCIDENT, ...about };
}

/** Makes a due entry with this body. */
export function dueEntry(body: EntryBody, changes: Partial<DueEntry> = {}): DueEntry {
  return { id: 7, body, attempts: 0, uncertain: false, ...changes };
}
