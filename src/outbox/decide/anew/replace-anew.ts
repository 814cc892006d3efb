import { aboutEntry, type EntryBody, type ReportAlarm } from '../../events/entry.ts';
import type { EpisodeChanged, OutboxEvent } from '../../events/event.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';
import type { Series } from '../../ledger/series.ts';
import { MOST_UNSENT, unsentAt } from '../../ledger/unsent.ts';
import { contentOf } from '../arrival-events.ts';
import type { DecisionContext } from '../decision.ts';

/** Waiting entry, and the same as the configuration of now renders it. */
export interface Replaced {
  readonly id: number;
  readonly body: EntryBody;
  /** Time until which it is held back, epoch ms. */
  readonly dueAt: number;
  readonly anew: EntryBody;
  /** Set when COC may have taken it. */
  readonly mayBeInCoc?: boolean;
}

/**
 * True when the entries of a series that wait for an integration are those that were read. Another decision of the same
 * commit may have added some, or replaced them. Pure, like all functions here.
 */
export function isUnchanged(
  series: Series | undefined,
  integration: string,
  lane: readonly { readonly entry: { readonly seq: number } }[],
): boolean {
  const read = lane.slice(-MOST_UNSENT).map(({ entry: { seq } }) => seq);
  const known = unsentAt(series?.unsent, integration);
  return known.map(({ entry }) => entry).join() === read.join();
}

/**
 * Replaces the waiting entries of a lane by what the configuration of now makes of them. All of them, so that their order
 * stays.
 */
export function replaceAnew(
  view: LedgerView,
  lane: readonly Replaced[],
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { seq, now } = context;
  const before = changesOf(view, lane, context);
  const first = seq + before.length + lane.length;
  return [
    ...before,
    ...lane.map((entry, i): OutboxEvent => {
      return { type: 'entry.collapsed', ...aboutEntry(entry), into: first + i, anew: true };
    }),
    ...lane.map(({ anew, dueAt, mayBeInCoc }): OutboxEvent => {
      const waits = { ...(mayBeInCoc && { tried: true as const }), ...(dueAt > now && { dueAt }) };
      return { type: 'entry.queued', body: anew, anew: true, ...waits };
    }),
  ];
}

/** The change of the level and texts by which later messages are judged, if there is any. */
function changesOf(view: LedgerView, lane: readonly Replaced[], { policy }: DecisionContext): OutboxEvent[] {
  const newest = lane.map(({ anew }) => anew).findLast(isFire);
  const known = newest && view.series(newest.alarm.alarmId);
  if (!newest || known?.state !== 'firing' || known.episode !== newest.episode) return [];
  const { alarm, alert, route } = newest;
  const level = alarm.alarmLevel;
  const content = contentOf({ alert, routed: { kind: 'alarm', alarm, route } }, policy);
  if (level === known.level && content === known.content) return [];
  const changed: EpisodeChanged = { type: 'episode.changed', alarmId: alarm.alarmId, level };
  return [{ ...changed, ...(content !== undefined && { content }) }];
}

function isFire(body: EntryBody): body is ReportAlarm {
  return body.kind === 'report-alarm' && body.alarm.alarmStatus === 'alarm';
}
