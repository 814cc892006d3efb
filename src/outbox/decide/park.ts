import type { EntryQueued, EpisodeChanged, EpisodeClosed, OutboxEvent } from '../events/event.ts';
import type { FiringSeries } from '../ledger/series.ts';
import type { Parking, Unsent } from '../ledger/unsent.ts';
import { lateFireWindowMs } from '../policy.ts';
import { type AlarmQueued, findChange, newEpisodeId, openEpisode, queueAlarm } from './arrival-events.ts';
import { queueAndCollapse } from './collapse.ts';
import type { DecisionContext, RoutedArrival } from './decision.ts';
import { SAID_AGAIN_MS } from './early-end.ts';
import { hearFire } from './hear.ts';
import { type EndedSeries, isNewProblem } from './own-order.ts';

/** Entry whose alarm is parked, with the end of its wait. */
type ParkedEntry = Unsent & { readonly parked: Parking };

/**
 * Opens an episode whose alarm waits until the window for late fires ends. A parked alarm is an entry like any
 * other, so that it survives a crash. A resolve before it is sent cancels it. Pure, like all functions here.
 */
export function parkFire(
  known: EndedSeries,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { now, policy } = context;
  const episode = newEpisodeId(arrival.alert, context);
  // If the clock was set back, the end seems to lie ahead.
  const dueAt = Math.min(known.closedAt, now) + lateFireWindowMs(policy, arrival.alert.sourceType);
  const opened = openEpisode(arrival, { episode, known }, context);
  return [opened, { ...queueAlarm(arrival, { episode }, arrival.routed.alarm), dueAt }];
}

/** Finds the parked alarm of a series; undefined when there is none, or its wait is over. */
export function findParked(known: FiringSeries, context: DecisionContext): ParkedEntry | undefined {
  // One of an earlier episode may still be on its way.
  const found = known.unsent?.find(
    (one): one is ParkedEntry => one.parked !== undefined && one.episode === known.episode,
  );
  if (!found || context.now >= found.parked.until) return undefined;
  const status = context.entryStatusOf?.(known.alarmId, found.entry) ?? 'untried';
  return status === 'untried' || status === 'waiting' ? found : undefined;
}

/**
 * Handles another fire while the alarm of the first is parked. A later problem, or another message that says
 * it again, confirms it: the alarm is sent now. Otherwise only a change is noted, and the wait goes on.
 */
export function fireWhileParked(
  known: FiringSeries,
  arrival: RoutedArrival,
  { parked, context }: { readonly parked: ParkedEntry; readonly context: DecisionContext },
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  const { alarmId } = alert;
  const { at, until } = parked.parked;
  const change = findChange(arrival, known, context.policy);
  const isConfirmed = isNewProblem(known, alert) || context.now - at >= SAID_AGAIN_MS || context.isListed;
  const hearing = hearFire(known, alert, context);
  if (!change && !isConfirmed) return [{ type: 'alert.repeated', alarmId, ...hearing }];
  const changed: EpisodeChanged = {
    ...(change ?? { type: 'episode.changed', alarmId, level: known.level }),
    ...hearing,
  };
  const alarm = queueAlarm(arrival, known, routed.alarm);
  // Since the clock was set back, `until` may lie far ahead: no wait is longer than it was to be at first.
  const dueAt = Math.min(until, context.now + until - at);
  const queued: AlarmQueued = isConfirmed ? alarm : { ...alarm, dueAt };
  return queueAndCollapse(known, queued, { before: [changed], context, parked: parked.entry });
}

/**
 * Ends an episode whose alarm is parked: COC hears of neither. Only where the alarm may have been sent before
 * the process started, the recovery follows all the same.
 */
export function endParked(
  {
    end,
    recovery,
    parked,
  }: { readonly end: EpisodeClosed; readonly recovery: EntryQueued; readonly parked: ParkedEntry },
  { entryStatusOf }: DecisionContext,
): readonly OutboxEvent[] {
  const { alarmId } = end;
  const cancelled = { type: 'entry.cancelled', entry: parked.entry, alarmId, reason: 'late' } as const;
  const isSure = entryStatusOf?.(alarmId, parked.entry) !== 'waiting';
  return [end, cancelled, ...(isSure ? [] : [recovery])];
}
