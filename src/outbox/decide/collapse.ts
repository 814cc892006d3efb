import type { Collapsed, CollapsedAlarm } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import type { Series } from '../ledger/series.ts';
import { isForPlace, type Unsent } from '../ledger/unsent.ts';
import type { AlarmQueued } from './arrival-events.ts';
import type { DecisionContext } from './decision.ts';

/** Most times that a collapsed alarm carries. Older ones are only counted. */
const MOST_TIMES = 20;

interface Collapsing {
  readonly before: readonly OutboxEvent[];
  readonly context: DecisionContext;
  /** Entry of the parked alarm that this one replaces. */
  readonly parked?: number;
  /** Entries that this one replaces because they would go to a place where the alarm does not belong any more. */
  readonly moved?: ReadonlySet<number>;
}

/**
 * Queues an alarm of a series, and collapses into it the entries that wait before it and were never tried.
 * After an outage COC need not hear of every flap. Nothing is lost, because the new alarm carries the times
 * of all alarms that it replaces. `before` are the events that precede it in the record. Pure.
 *
 * - A recovery never replaces the fire of its own episode, unless COC has seen that fire. Otherwise COC would
 *   get a recovery of an unknown alarm.
 * - A fire does not replace one of the same episode that asks for an incident, unless it asks for one too.
 * - An entry is replaced only by one for the same place in COC. Another integration has not seen it.
 * - A held recovery replaces nothing, because it may never be sent.
 * - A `parked` alarm is always replaced: it was held back, and COC was not away. So are `moved` ones.
 */
export function queueAndCollapse(
  known: Series | undefined,
  queued: AlarmQueued,
  { before, context, parked, moved }: Collapsing,
): readonly OutboxEvent[] {
  const { body } = queued;
  const { policy, entryStatusOf = () => 'untried' } = context;
  if (!known?.unsent) return [...before, queued];
  const collapses = policy.collapse && queued.dueAt === undefined;
  const { alarmId } = body.alarm;
  const isGone = (entry: number) =>
    before.some(
      (event) =>
        (event.type === 'entry.cancelled' || event.type === 'entry.collapsed') && event.entry === entry,
    );
  const replaced = known.unsent.filter(
    (one) =>
      one.entry === parked ||
      moved?.has(one.entry) ||
      (collapses &&
        !isGone(one.entry) &&
        replaces(queued, one, known) &&
        entryStatusOf(alarmId, one.entry) === 'untried'),
  );
  const into = context.seq + before.length + replaced.length;
  const collapsed = timesOf(replaced);
  return [
    ...before,
    ...replaced.map(({ entry }): OutboxEvent => {
      const released = entry === parked ? { parked: true as const } : {};
      return { type: 'entry.collapsed', entry, alarmId, into, ...released };
    }),
    { ...queued, body: { ...body, ...(collapsed && { collapsed }) } },
  ];
}

/**
 * True for an alarm that has replaced the end of an earlier episode, which COC may know also when an alarm of it was
 * replaced as well: another place would never hear of that end, and the old one neither.
 */
export function standsForAnEnd({ collapsed }: { readonly collapsed?: Collapsed }): boolean {
  // Of the replaced ones that are only counted, some may have been ends.
  return !!collapsed?.earlier || !!collapsed?.alarms.some(({ alarmStatus }) => alarmStatus === 'ok');
}

function replaces({ body }: AlarmQueued, earlier: Unsent, known: Series): boolean {
  if (!isForPlace(earlier, body.alarm)) return false;
  const sameEpisode = body.episode === earlier.episode;
  if (body.alarm.alarmStatus === 'ok') return sameEpisode && hasSeen(known);
  return !sameEpisode || earlier.incident === undefined || body.incident !== undefined;
}

/** True when COC took a firing alarm of the episode of a series. A recovery is always of that episode. */
function hasSeen(series: Series): boolean {
  // Stryker disable next-line ConditionalExpression: a tombstone has neither of the two facts.
  if (series.state === 'tombstone') return false;
  return series.cocFires === true || series.toldAt !== undefined;
}

/** Times of the replaced entries, and of all that they replaced. A reassertion has none. */
function timesOf(replaced: readonly Unsent[]): Collapsed | undefined {
  const alarms = replaced.flatMap(({ status, level, time, reassertion, collapsed }): CollapsedAlarm[] => [
    ...(collapsed?.alarms ?? []),
    ...(reassertion ? [] : [{ alarmStatus: status, alarmLevel: level, time }]),
  ]);
  if (alarms.length === 0) return undefined;
  const earlier = replaced.reduce((sum, { collapsed }) => sum + (collapsed?.earlier ?? 0), 0);
  const left = earlier + Math.max(0, alarms.length - MOST_TIMES);
  return { alarms: alarms.slice(-MOST_TIMES), ...(left > 0 && { earlier: left }) };
}
