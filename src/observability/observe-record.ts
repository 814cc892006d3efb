import type { AlarmId } from '../alerts/alert.ts';
import type { EntryKind } from '../outbox/events/entry.ts';
import type { OutboxEvent, OutboxRecord } from '../outbox/events/event.ts';
import { UNKNOWN } from './label-values.ts';
import type { Metrics } from './metrics.ts';

/** The counters that follow from what is stored. */
type RecordCounter =
  | 'alerts'
  | 'alertsDropped'
  | 'entriesQueued'
  | 'entriesDelivered'
  | 'entriesDeadLettered'
  | 'entriesLost'
  | 'entriesCollapsed'
  | 'attemptsFailed'
  | 'deadLettersLost'
  | 'lettersChanged'
  | 'incidentsRequested'
  | 'incidentsOpened'
  | 'incidentsFailed'
  | 'incidentsSkipped'
  | 'incidentsJoined'
  | 'incidentsMoved'
  | 'incidentsLeftAlone'
  | 'incidentsDecided'
  | 'warRoomsOpened'
  | 'repairs'
  | 'alarmsMarkedStale'
  | 'alarmsReasserted'
  | 'alarmFlaps';

/** One step of one counter. */
interface Increment {
  readonly counter: RecordCounter;
  readonly labels: Readonly<Record<string, string>>;
}

/** The source of a series that the ledger knows. */
export type SourceOf = (alarmId: AlarmId) => string | undefined;

/** Counts what a record says. To be called once for each record, when it is durable and folded. */
export function observeRecord(metrics: Metrics, record: OutboxRecord, sourceOf: SourceOf): void {
  for (const { counter, labels } of incrementsOf(record, sourceOf)) metrics[counter].inc(labels);
}

/** What a record adds to the counters. Pure. */
function incrementsOf(record: OutboxRecord, sourceOf: SourceOf): readonly Increment[] {
  return record.events.flatMap((event) => ofEvent(event, sourceOf));
}

function ofEvent(event: OutboxEvent, sourceOf: SourceOf): readonly Increment[] {
  switch (event.type) {
    case 'entry.queued': {
      const { body } = event;
      const queued = step('entriesQueued', { kind: body.kind });
      if (body.kind !== 'report-alarm') return [queued];
      const { source } = body.alert;
      return [body.reassertion ? step('alarmsReasserted', { source }) : alert(source, 'queued'), queued];
    }
    case 'episode.reopened':
      return [step('alarmFlaps', { source: sourceOf(event.alarmId) ?? UNKNOWN })];
    case 'alert.repeated':
      return [alert(sourceOf(event.alarmId) ?? UNKNOWN, 'repeated')];
    case 'alert.dropped': {
      const { source, reason } = event;
      return [alert(source, 'dropped'), step('alertsDropped', { source, reason })];
    }
    case 'alert.unreadable': {
      const lost = step('deadLettersLost', { kind: 'unreadable-alert' });
      return [alert(event.source, 'unreadable'), ...(event.deadLetter === '' ? [lost] : [])];
    }
    case 'alarm.repaired':
      return [step('repairs', { source: event.source, reason: event.reason })];
    case 'alarm.stale':
      return [step('alarmsMarkedStale', { source: event.source })];
    case 'attempt.failed':
      return [step('attemptsFailed', { outcome: event.outcome, reason: event.reason })];
    case 'entry.delivered':
      return [step('entriesDelivered', { kind: kindOf(event) })];
    case 'entry.collapsed':
      return [step('entriesCollapsed')];
    case 'entry.dead-lettered':
      return [step('entriesDeadLettered', { kind: kindOf(event), reason: event.reason })];
    case 'letter.redriven':
      return [step('lettersChanged', { change: 'redriven' })];
    case 'letter.discarded':
      return [step('lettersChanged', { change: 'discarded' })];
    case 'entry.lost':
      return [step('entriesLost')];
    case 'incident.requested':
      return [step('incidentsRequested')];
    case 'incident.opened':
      return [step('incidentsOpened')];
    case 'incident.failed':
      return [step('incidentsFailed')];
    case 'incident.moved':
      return [step('incidentsMoved', { state: event.state, by: event.by })];
    case 'incident.left-alone':
      return [step('incidentsLeftAlone')];
    case 'incident.decided':
      return event.incidentNum === undefined
        ? [step('incidentsDecided', { choice: 'again' })]
        : [step('incidentsDecided', { choice: 'opened' }), step('incidentsOpened')];
    case 'war-room.opened':
      return [step('warRoomsOpened')];
    case 'incident.joined':
      return [step('incidentsJoined', { reason: event.reason })];
    case 'entry.cancelled':
      return event.reason === 'resolved' ? [step('incidentsSkipped', { reason: 'resolved' })] : [];
    case 'incident.skipped':
      return [step('incidentsSkipped', { reason: event.reason })];
    default:
      return [];
  }
}

function step(counter: RecordCounter, labels: Increment['labels'] = {}): Increment {
  return { counter, labels };
}

function alert(source: string, outcome: 'queued' | 'repeated' | 'dropped' | 'unreadable'): Increment {
  return step('alerts', { source, outcome });
}

/** Only an incident's events have its key, and without a kind they are about opening it. */
function kindOf(event: { readonly key?: unknown; readonly kind?: EntryKind }): EntryKind {
  if (event.kind) return event.kind;
  return event.key === undefined ? 'report-alarm' : 'open-incident';
}
