import { isElsewhere, targetOf } from '../../alerts/target.ts';
import type { EpisodeChanged, EpisodeClosed, OutboxEvent } from '../events/event.ts';
import type { EntryStatus } from '../lanes/lane-reader.ts';
import type { EpisodeSeries, FiringSeries } from '../ledger/series.ts';
import { newEpisodeId, openEpisode, queueAlarm } from './arrival-events.ts';
import { queueAndCollapse, standsForAnEnd } from './collapse.ts';
import type { DecisionContext, RoutedArrival } from './decision.ts';
import { hearFire } from './hear.ts';

/** True when the configuration of today sends the alarm of an open episode elsewhere. Pure, like all functions here. */
export function isMoved(
  { target }: EpisodeSeries,
  { routed }: RoutedArrival,
  { policy }: Pick<DecisionContext, 'policy'>,
): boolean {
  return target !== undefined && isElsewhere(target, targetOf(routed.alarm), policy.renamedIntegrations);
}

/**
 * Moves an alarm that fires to another place in COC: it ends where it began, and a new episode opens at the other
 * place. Where COC has not seen it yet, it only goes elsewhere, in the same episode.
 */
export function moveEpisode(
  known: FiringSeries,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const unsent = untriedEntries(known, context);
  if (unsent) return sendElsewhere(known, arrival, { unsent, context });
  const { alert, routed } = arrival;
  const { alarmId, source, fingerprint, name, level, target } = known;
  const isReachable = !target || (context.policy.integrations?.has(target.integration) ?? true);
  const closed: EpisodeClosed = {
    type: 'episode.closed',
    ...{ alarmId, source, fingerprint, name, episode: known.episode, level },
    endedAt: context.now,
    because: isReachable
      ? 'its alarm is sent to another place in COC from now on'
      : `its alarm is sent to another place in COC from now on; the integration ${target.integration} is gone, where it stays open until that is back`,
  };
  const ended = { ...routed.alarm, time: context.now, alarmStatus: 'ok', alarmLevel: level } as const;
  const recovery = queueAlarm(arrival, known, { ...ended, ...target });
  // It may wait there for long, for a key or for COC. That holds up nothing at the other place.
  const ending = queueAndCollapse(known, recovery, { before: [closed], context });
  const episode = newEpisodeId(alert, context);
  const opened = openEpisode(arrival, { episode, known }, context);
  const before = [...ending, opened];
  return queueAndCollapse(known, queueAlarm(arrival, { episode }, routed.alarm), { before, context });
}

/** True when COC may have heard of the open episode of a series. */
export function mayBeHeardOf(known: FiringSeries, context: DecisionContext): boolean {
  return untriedEntries(known, context) === undefined;
}

/** The waiting entries of an episode of which COC can not have heard; undefined when it may have. */
function untriedEntries(
  { alarmId, episode, cocFires, toldAt, refusedUnder, unsent = [] }: FiringSeries,
  { entryStatusOf = () => 'untried' }: DecisionContext,
): ReadonlySet<number> | undefined {
  if (cocFires || toldAt !== undefined) return undefined;
  const own = unsent.filter((one) => one.episode === episode);
  // Without either, what is known of the episode is damaged.
  if (own.length === 0 && refusedUnder === undefined) return undefined;
  if (own.some(standsForAnEnd)) return undefined;
  const isUntried = own.every(({ entry }) => isUnheard(entryStatusOf(alarmId, entry)));
  return isUntried ? new Set(own.map(({ entry }) => entry)) : undefined;
}

function isUnheard(status: EntryStatus): boolean {
  return status === 'untried' || status === 'untaken';
}

function sendElsewhere(
  known: FiringSeries,
  arrival: RoutedArrival,
  { unsent, context }: { readonly unsent: ReadonlySet<number>; readonly context: DecisionContext },
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  const changed: EpisodeChanged = {
    type: 'episode.changed',
    alarmId: alert.alarmId,
    level: routed.alarm.alarmLevel,
    ...hearFire(known, alert, context),
  };
  const queued = queueAlarm(arrival, known, routed.alarm);
  return queueAndCollapse(known, queued, { before: [changed], context, moved: unsent });
}
