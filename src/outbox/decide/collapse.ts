import type { Collapsed, CollapsedAlarm, EpisodeId } from '../events/entry.ts';
import type { EntryQueued, OutboxEvent } from '../events/event.ts';
import type { Series } from '../ledger/series.ts';
import type { Unsent } from '../ledger/unsent.ts';
import type { DecisionContext } from './decision.ts';

/** So many of the times that an alarm stands for go along; of older ones only the number. */
const MOST_TIMES = 20;

/**
 * Queues the news of a series, and lets it stand for what waits before it and was never tried: COC, which was away, need
 * not hear each step of what is over. Nothing is lost: the news carries the times of all that it stands for. What comes
 * before it in the record is `before`. Pure.
 *
 * - A recovery never stands for the fire of its own episode, unless COC has seen it fire: else COC would be told of the
 *   end of something that it never saw.
 * - A fire that asks for an incident stays, unless the news of the same episode asks for one too.
 * - Only within one integration: another one has seen nothing of it.
 * - A recovery that is held back stands for nothing, as it may never be told.
 */
export function queueAndCollapse(
  known: Series | undefined,
  news: EntryQueued,
  { before, context }: { readonly before: readonly OutboxEvent[]; readonly context: DecisionContext },
): readonly OutboxEvent[] {
  const { body } = news;
  const { policy, entryStatusOf = () => 'untried' } = context;
  if (!policy.collapse || !known?.unsent || body.kind !== 'report-alarm' || news.dueAt !== undefined)
    return [...before, news];
  const { alarmId } = body.alarm;
  const gone = new Set(before.flatMap((event) => (event.type === 'entry.cancelled' ? [event.entry] : [])));
  const covered = known.unsent.filter(
    (one) =>
      !gone.has(one.entry) && standsFor(news, one, known) && entryStatusOf(alarmId, one.entry) === 'untried',
  );
  if (covered.length === 0) return [...before, news];
  const into = context.seq + before.length + covered.length;
  const collapsed = timesOf(covered);
  return [
    ...before,
    ...covered.map(({ entry }): OutboxEvent => ({ type: 'entry.collapsed', entry, alarmId, into })),
    { ...news, body: { ...body, ...(collapsed && { collapsed }) } },
  ];
}

function standsFor({ body }: EntryQueued, earlier: Unsent, known: Series): boolean {
  if (body.kind !== 'report-alarm' || body.alarm.integration !== earlier.integration) return false;
  const sameEpisode = body.episode === earlier.episode;
  if (body.alarm.alarmStatus === 'ok') return sameEpisode && hasSeen(known, body.episode);
  return !sameEpisode || earlier.incident === undefined || body.incident !== undefined;
}

/** Whether COC took an alarm of this episode that fires. */
function hasSeen(series: Series, episode: EpisodeId): boolean {
  if (series.state === 'tombstone' || series.episode !== episode) return false;
  return series.cocFires === true || series.toldAt !== undefined;
}

/** The times of all that these stand for, and of themselves; a re-assertion has none. */
function timesOf(covered: readonly Unsent[]): Collapsed | undefined {
  const alarms = covered.flatMap(({ status, level, time, reassertion, collapsed }): CollapsedAlarm[] => [
    ...(collapsed?.alarms ?? []),
    ...(reassertion ? [] : [{ alarmStatus: status, alarmLevel: level, time }]),
  ]);
  if (alarms.length === 0) return undefined;
  const earlier = covered.reduce((sum, { collapsed }) => sum + (collapsed?.earlier ?? 0), 0);
  const left = earlier + Math.max(0, alarms.length - MOST_TIMES);
  return { alarms: alarms.slice(-MOST_TIMES), ...(left > 0 && { earlier: left }) };
}
