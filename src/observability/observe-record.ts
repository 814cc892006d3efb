import type { AlarmId } from '../alerts/alert.ts';
import type { EntryKind } from '../outbox/events/entry.ts';
import type { OutboxEvent, OutboxRecord } from '../outbox/events/event.ts';
import { UNKNOWN } from './label-values.ts';
import type { Metrics } from './metrics.ts';

/** The counters that are fed by stored events. */
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
  | 'deadLettersChanged'
  | 'incidentsRequested'
  | 'incidentsOpened'
  | 'incidentsFailed'
  | 'incidentsSkipped'
  | 'incidentsJoined'
  | 'incidentsMoved'
  | 'incidentsLeftAlone'
  | 'incidentsDecided'
  | 'incidentsDoubled'
  | 'warRoomsOpened'
  | 'repairs'
  | 'alarmsMarkedStale'
  | 'alarmsReasserted'
  | 'alarmFlaps';

/** An increase of one counter, by 1 unless it says otherwise. */
interface Increment {
  readonly counter: RecordCounter;
  readonly by?: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** Finds the source of a series; undefined when the ledger does not know it. */
export type SourceOf = (alarmId: AlarmId) => string | undefined;

/** Counts the events of a record. Call it once for each record, after it is durable and folded. */
export function observeRecord(metrics: Metrics, record: OutboxRecord, sourceOf: SourceOf): void {
  for (const { counter, labels, by = 1 } of incrementsOf(record, sourceOf)) metrics[counter].inc(labels, by);
}

/** The increases that follow from a record. Pure. */
function incrementsOf(record: OutboxRecord, sourceOf: SourceOf): readonly Increment[] {
  return record.events.flatMap((event) => ofEvent(event, sourceOf));
}

function ofEvent(event: OutboxEvent, sourceOf: SourceOf): readonly Increment[] {
  switch (event.type) {
    case 'entry.queued': {
      const { body } = event;
      if (event.anew) return [];
      const queued = increase('entriesQueued', { kind: body.kind });
      if (body.kind !== 'report-alarm') return [queued];
      const { source } = body.alert;
      return [body.reassertion ? increase('alarmsReasserted', { source }) : alert(source, 'queued'), queued];
    }
    case 'episode.reopened':
      return [increase('alarmFlaps', { source: sourceOf(event.alarmId) ?? UNKNOWN })];
    case 'alert.repeated':
      return [alert(sourceOf(event.alarmId) ?? UNKNOWN, 'repeated')];
    case 'alert.dropped': {
      const { source, reason } = event;
      return [alert(source, 'dropped'), increase('alertsDropped', { source, reason })];
    }
    case 'alert.unreadable': {
      const { source, count: by } = event;
      const lost = { ...increase('deadLettersLost', { kind: 'unreadable-alert' }), by };
      return [{ ...alert(source, 'unreadable'), by }, ...(event.deadLetter ? [] : [lost])];
    }
    case 'alarm.repaired':
      return [increase('repairs', { source: event.source, reason: event.reason })];
    case 'alarm.stale':
      return [increase('alarmsMarkedStale', { source: event.source })];
    case 'attempt.failed':
      return [increase('attemptsFailed', { outcome: event.outcome, reason: event.reason })];
    case 'entry.delivered':
      return [increase('entriesDelivered', { kind: kindOf(event) })];
    case 'entry.collapsed':
      return event.anew ? [] : [increase('entriesCollapsed')];
    case 'entry.dead-lettered':
      return [increase('entriesDeadLettered', { kind: kindOf(event), reason: event.reason })];
    case 'letter.redriven':
      return [increase('deadLettersChanged', { change: 'redriven' })];
    case 'letter.discarded':
      return [increase('deadLettersChanged', { change: 'discarded' })];
    case 'entry.lost':
      return [increase('entriesLost')];
    case 'incident.requested':
      return [increase('incidentsRequested')];
    case 'incident.opened':
      return [increase('incidentsOpened')];
    case 'incident.failed':
      return [increase('incidentsFailed')];
    case 'incident.moved':
      return [increase('incidentsMoved', { state: event.state, by: event.by })];
    case 'incident.left-alone':
      return [increase('incidentsLeftAlone')];
    case 'incident.decided':
      return event.incidentNum === undefined
        ? [increase('incidentsDecided', { choice: 'again' })]
        : [increase('incidentsDecided', { choice: 'opened' }), increase('incidentsOpened')];
    case 'incident.corrected':
      return [increase('incidentsDecided', { choice: 'corrected' })];
    case 'incident.doubled':
      return [increase('incidentsDoubled')];
    case 'incident.kept':
      return [increase('incidentsDecided', { choice: 'kept' })];
    case 'war-room.opened':
      return [increase('warRoomsOpened')];
    case 'incident.joined':
      return [increase('incidentsJoined', { reason: event.reason })];
    case 'entry.cancelled':
      return event.reason === 'resolved' ? [increase('incidentsSkipped', { reason: 'resolved' })] : [];
    case 'incident.unwanted':
      return [increase('incidentsSkipped', { reason: 'unwanted' })];
    case 'incident.skipped':
      return [increase('incidentsSkipped', { reason: event.reason })];
    default:
      return [];
  }
}

function increase(counter: RecordCounter, labels: Increment['labels'] = {}): Increment {
  return { counter, labels };
}

function alert(source: string, outcome: 'queued' | 'repeated' | 'dropped' | 'unreadable'): Increment {
  return increase('alerts', { source, outcome });
}

/** Without a kind, an event with the key of an incident is about opening it, and any other about reporting an alarm. */
function kindOf(event: { readonly key?: unknown; readonly kind?: EntryKind }): EntryKind {
  if (event.kind) return event.kind;
  return event.key === undefined ? 'report-alarm' : 'open-incident';
}
