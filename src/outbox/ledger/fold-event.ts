import type { AlarmId } from '../../alerts/alert.ts';
import { type EntryKind, entryKindOf, type IncidentKey } from '../events/entry.ts';
import type { AttemptFailed, EntryLeft, EntryQueued, OutboxEvent } from '../events/event.ts';
import { correctIncident, correctSeries } from './corrected-times.ts';
import { underNewName } from './former-names.ts';
import { type Incident, type IncidentInCoc, isInCoc } from './incident.ts';
import * as incidents from './incident-changes.ts';
import type { LedgerTable } from './ledger-view.ts';
import type { EpisodeSeries, Series } from './series.ts';
import type { EventContext } from './series-changes.ts';
import * as series from './series-changes.ts';

/**
 * Folds one event into the series or incident that it changes. This is the only place that defines what an
 * event means for the ledger. An event about something unknown, because a snapshot was damaged, changes
 * nothing.
 */
export function foldEvent(table: LedgerTable, event: OutboxEvent, context: EventContext): void {
  const { at } = context;
  switch (event.type) {
    case 'episode.opened':
      table.putSeries(series.opened(table.series(event.alarmId), event, at));
      break;
    case 'episode.closed':
      table.putSeries(series.closed(table.series(event.alarmId), event, at));
      break;
    case 'episode.changed':
      changeSeries(table, event.alarmId, (before) => series.changed(before, event, at));
      break;
    case 'episode.reopened':
      changeSeries(table, event.alarmId, (before) => series.reopened(before, event, at));
      break;
    case 'episode.linked':
      changeEpisode(table, event, (before) => series.linked(before, event, at));
      break;
    case 'episode.refused':
      changeEpisode(table, event, (before) => ({ ...before, refusedUnder: event.configuration }));
      break;
    case 'alert.repeated':
      changeSeries(table, event.alarmId, (before) => ({ ...series.hearing(before, event), lastSeenAt: at }));
      break;
    case 'alarm.stale':
      changeSeries(table, event.alarmId, (before) =>
        before.state === 'firing' ? { ...before, staleAt: at } : before,
      );
      break;
    case 'entry.queued':
      foldQueued(table, event, context);
      break;
    case 'attempt.started':
      if (event.kind === 'remark-incident')
        changeAbout(table, event, (before) => incidents.telling(before, event));
      else foldOpening(table, event, (before) => incidents.undecided(before, event, at));
      break;
    case 'attempt.failed':
      foldFailed(table, event);
      break;
    case 'entry.rescheduled':
      changeSeries(table, event.alarmId, (before) => series.rescheduled(before, event));
      break;
    case 'entry.delivered':
    case 'entry.cancelled':
    case 'entry.collapsed':
    case 'entry.dead-lettered':
      foldLeft(table, event, at);
      break;
    case 'incident.requested':
      table.putIncident(incidents.requested(table.incident(event.key), event, at));
      break;
    case 'incident.joined':
      changeIncident(table, event.key, (before) => incidents.joined(before, event, at));
      break;
    case 'incident.opened':
      changeIncident(table, event.key, (before) => incidents.openedInCoc(before, event, at));
      break;
    case 'incident.failed':
      changeIncident(table, event.key, (before) =>
        incidents.unopened(before, { state: 'failed', at, detail: event.detail }),
      );
      break;
    case 'incident.decided': {
      const { incidentNum, force } = event;
      changeIncident(table, event.key, (before) =>
        incidentNum === undefined
          ? incidents.askedAgain(before)
          : incidents.decidedOpen(before, { incidentNum, ...(force !== undefined && { force }) }, at),
      );
      break;
    }
    case 'incident.corrected':
      changeInCoc(table, event.key, (before) => incidents.corrected(before, event, at));
      break;
    case 'incident.moved':
      changeInCoc(table, event.key, (before) => incidents.moved(before, event, at));
      break;
    case 'incident.shown':
      changeInCoc(table, event.key, (before) => ({ ...before, shownAt: at - event.ageMs }));
      break;
    case 'incident.quiet':
      changeInCoc(table, event.key, (before) => ({ ...before, quietSince: at }));
      break;
    case 'incident.stirred':
      changeInCoc(table, event.key, incidents.stirred);
      break;
    case 'incident.hindered':
      changeInCoc(table, event.key, (before) => ({ ...before, hindered: true }));
      break;
    case 'incident.left':
      changeIncident(table, event.key, (before) => ({ ...before, left: true }));
      break;
    case 'incident.left-alone':
      changeInCoc(table, event.key, (before) => ({ ...before, leftAlone: true }));
      break;
    case 'incident.doubled':
      changeInCoc(table, event.key, (before) => incidents.doubled(before, event));
      break;
    case 'incident.kept':
      changeInCoc(table, event.key, (before) => incidents.kept(before, event, at));
      break;
    case 'war-room.opened':
      changeInCoc(table, event.key, (before) => incidents.warRoomOpened(before, event));
      break;
    case 'people.told':
      changeInCoc(table, event.key, (before) => incidents.peopleTold(before, event, at));
      break;
    case 'people.not-told':
      changeInCoc(table, event.key, (before) => incidents.peopleNotTold(before, event, at));
      break;
    case 'alert.dropped':
      changeSeries(table, event.alarmId, (before) => series.dropped(before, event, at));
      break;
    case 'clock.set':
      table.changeAll(context.seq, {
        series: (before) => correctSeries(before, event),
        incident: (before) => correctIncident(before, event),
      });
      break;
    case 'source.renamed':
      table.changeAll(context.seq, {
        series: (before) => underNewName(before, event),
        incident: (before) => before,
      });
      break;
    case 'incident.unwanted':
      changeEpisode(table, event, (before) => ({ ...before, unwantedUnder: event.configuration }));
      break;
    case 'incident.skipped':
    case 'alert.unreadable':
    case 'alarm.repaired':
    case 'entry.lost':
    case 'dead-letter.left':
      break;
    case 'letter.discarded':
      if (event.key !== undefined) changeIncident(table, event.key, (before) => incidents.discarded(before));
      else if (event.alarmId !== undefined)
        changeSeries(table, event.alarmId, (before) => series.withoutDeadLetter(before, event));
      break;
    case 'letter.redriven':
      if (event.alarmId !== undefined)
        changeSeries(table, event.alarmId, (before) => series.withoutDeadLetter(before, event));
      break;
    default:
      event satisfies never;
  }
}

function foldQueued(table: LedgerTable, event: EntryQueued, context: EventContext): void {
  const { body, dueAt } = event;
  if (body.kind === 'report-alarm')
    changeSeries(table, body.alarm.alarmId, (before) => series.queued(before, { body, dueAt }, context));
  else changeIncident(table, body.key, (before) => incidents.queuedFor(before, body, context));
}

function foldFailed(table: LedgerTable, event: AttemptFailed): void {
  const kind = entryKindOf(event);
  switch (kind) {
    case 'report-alarm':
      break;
    case 'open-incident':
      foldOpening(table, event, (before) => incidents.openingFailed(before, event));
      break;
    case 'handle-incident':
    case 'open-war-room':
      changeAbout(table, event, (before) => ({ ...before, detail: event.detail }));
      break;
    case 'remark-incident':
      break;
    default:
      kind satisfies never;
  }
}

function foldLeft(table: LedgerTable, event: EntryLeft, at: number): void {
  const kind: EntryKind = entryKindOf(event);
  switch (kind) {
    case 'report-alarm':
      changeSeries(table, event.alarmId, (before) => foldAlarmLeft(before, event, at));
      break;
    case 'open-incident':
      if (event.type === 'entry.cancelled')
        foldOpening(table, event, (before) => incidents.unopened(before, { state: 'cancelled', at }));
      break;
    case 'handle-incident':
      changeAbout(table, event, (before) =>
        incidents.stepEnded(before, event.type === 'entry.dead-lettered' ? event.detail : undefined),
      );
      break;
    case 'open-war-room':
      if (event.type === 'entry.dead-lettered')
        changeAbout(table, event, (before) => ({
          ...before,
          warRoom: { state: 'failed' },
          detail: event.detail,
        }));
      break;
    case 'remark-incident':
      changeAbout(table, event, (before) =>
        incidents.remarkEnded(before, event.type === 'entry.dead-lettered' ? event.detail : undefined),
      );
      break;
    default:
      kind satisfies never;
  }
}

function foldAlarmLeft(before: Series, event: EntryLeft, at: number): Series {
  switch (event.type) {
    case 'entry.delivered':
      return series.delivered(before, event.entry, at);
    case 'entry.dead-lettered':
      return series.refused(before, event);
    case 'entry.cancelled':
    case 'entry.collapsed':
      return series.left(before, event.entry);
  }
}

function foldOpening(
  table: LedgerTable,
  event: { readonly key?: IncidentKey; readonly kind?: EntryKind },
  change: (before: Incident) => Incident,
): void {
  if (event.key !== undefined && event.kind === undefined) changeIncident(table, event.key, change);
}

function changeAbout(
  table: LedgerTable,
  { key }: { readonly key?: IncidentKey },
  change: (before: IncidentInCoc) => Incident,
): void {
  if (key !== undefined) changeInCoc(table, key, change);
}

function changeSeries(table: LedgerTable, alarmId: AlarmId, change: (before: Series) => Series): void {
  const before = table.series(alarmId);
  if (!before) return;
  table.putSeries(change(before));
}

/** Changes a series if this episode is its last one. */
function changeEpisode(
  table: LedgerTable,
  { alarmId, episode }: { readonly alarmId: AlarmId; readonly episode: string },
  change: (before: EpisodeSeries) => EpisodeSeries,
): void {
  changeSeries(table, alarmId, (before) =>
    before.state !== 'tombstone' && before.episode === episode ? change(before) : before,
  );
}

function changeIncident(table: LedgerTable, key: IncidentKey, change: (before: Incident) => Incident): void {
  const before = table.incident(key);
  if (!before) return;
  table.putIncident(change(before));
}

function changeInCoc(
  table: LedgerTable,
  key: IncidentKey,
  change: (before: IncidentInCoc) => Incident,
): void {
  changeIncident(table, key, (before) => (isInCoc(before) ? change(before) : before));
}
