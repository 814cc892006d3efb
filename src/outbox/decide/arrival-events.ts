import type { Alarm, IncidentRequest } from '../../alerts/alarm.ts';
import type { Alert } from '../../alerts/alert.ts';
import type { EpisodeId, ReportAlarm } from '../events/entry.ts';
import type {
  AlertDropped,
  DropReason,
  EntryQueued,
  EpisodeChanged,
  EpisodeClosed,
  EpisodeOpened,
  OutboxEvent,
} from '../events/event.ts';
import { hash53 } from '../events/hash.ts';
import { uniqueId } from '../events/unique-id.ts';
import type { FiringSeries, RecoveringSeries, Series } from '../ledger/series.ts';
import type { OutboxPolicy } from '../policy.ts';
import type { DecisionContext, RoutedArrival } from './decision.ts';
import { hearEnd, hearFire } from './hear.ts';

/** Makes the id of a new episode of this series. */
export function newEpisodeId({ alarmId }: Alert, context: DecisionContext): EpisodeId {
  return uniqueId(context, alarmId) as EpisodeId;
}

/** Makes the event that opens an episode. `known` is the series before it. */
export function openEpisode(
  arrival: RoutedArrival,
  { episode, known }: { readonly episode: EpisodeId; readonly known: Series | undefined },
  context: DecisionContext,
): EpisodeOpened {
  const level = arrival.routed.alarm.alarmLevel;
  const startedAt = arrival.alert.startsAt ?? context.now;
  const content = contentOf(arrival, context.policy);
  const digest = content === undefined ? {} : { content };
  const heard = hearFire(known, arrival.alert, { now: context.now, opensAt: startedAt });
  return { type: 'episode.opened', ...seriesOf(arrival), episode, level, startedAt, ...digest, ...heard };
}

/** Makes the event that closes an open episode. Without one, the event leaves a tombstone. */
export function closeEpisode(
  arrival: RoutedArrival,
  known: Series | undefined,
  context: DecisionContext,
): EpisodeClosed {
  const open = known?.state === 'firing' ? known : undefined;
  const { assumed } = arrival.alert;
  return {
    type: 'episode.closed',
    ...seriesOf(arrival),
    ...(open && { episode: open.episode }),
    level: open?.level ?? arrival.routed.alarm.alarmLevel,
    endedAt: arrival.alert.endsAt ?? context.now,
    ...(assumed !== undefined && { because: assumed }),
    ...hearEnd(known, arrival.alert, context.now),
  };
}

/** Finds the change of a firing alarm that COC must hear of; undefined for a mere repeat. */
export function findChange(
  arrival: RoutedArrival,
  known: FiringSeries | RecoveringSeries,
  policy: OutboxPolicy,
): EpisodeChanged | undefined {
  const change = changeOf(arrival, policy);
  const { level, content } = change;
  const otherLevel = policy.resendOn.has('level') && level !== known.level;
  const otherContent = content !== undefined && isOtherContent(content, known.content);
  return otherLevel || otherContent ? change : undefined;
}

/** Event that notes what COC is told of an alarm anew. */
export function changeOf(arrival: RoutedArrival, policy: OutboxPolicy): EpisodeChanged {
  const { alarmId } = arrival.alert;
  const level = arrival.routed.alarm.alarmLevel;
  const content = contentOf(arrival, policy);
  return { type: 'episode.changed', alarmId, level, ...(content !== undefined && { content }) };
}

/**
 * True when a text that is compared has changed, or is compared only since the configuration changed: nobody knows
 * which text COC has then.
 */
function isOtherContent(content: string, known = ''): boolean {
  const before = new Set(known.split('-'));
  return content.split('-').some((part) => !before.has(part));
}

/** Event that queues an alarm for COC. */
export type AlarmQueued = EntryQueued & { readonly body: ReportAlarm };

/** Makes the event that queues an alarm for COC. Only a firing alarm may ask for an incident. */
export function queueAlarm(
  { alert, routed }: RoutedArrival,
  known: { readonly episode: EpisodeId; readonly flaps?: number | undefined },
  alarm: Alarm,
): AlarmQueued {
  const fires = alarm.alarmStatus === 'alarm';
  const incident: IncidentRequest | undefined = fires ? routed.incident : undefined;
  const keepsLevel = fires && alarm.alarmLevel !== routed.alarm.alarmLevel;
  const body: ReportAlarm = {
    kind: 'report-alarm',
    alarm,
    alert,
    route: routed.route,
    episode: known.episode,
    ...(routed.configuration !== undefined && { configuration: routed.configuration }),
    ...(keepsLevel && { keepsLevel }),
    ...(incident && { incident }),
    ...(known.flaps !== undefined && { flaps: known.flaps }),
  };
  return { type: 'entry.queued', body };
}

/** Makes the event that records why nothing is sent for an alert. */
export function dropAlert(
  alert: Pick<Alert, 'alarmId' | 'source' | 'name'>,
  reason: DropReason,
  route?: string,
): AlertDropped {
  const { alarmId, source, name } = alert;
  return { type: 'alert.dropped', alarmId, source, name, reason, ...(route !== undefined && { route }) };
}

/** Digest of the texts whose changes are sent to COC; undefined when there are none. */
export function contentOf({ alert, routed }: RoutedArrival, { resendOn }: OutboxPolicy): string | undefined {
  const parts: string[] = [];
  if (resendOn.has('description')) parts.push(`d${hash53(routed.alarm.alarmDesc).toString(36)}`);
  if (resendOn.has('labels')) {
    const labels = Object.entries(alert.labels).sort(([a], [b]) => (a < b ? -1 : 1));
    parts.push(`l${hash53(JSON.stringify(labels)).toString(36)}`);
  }
  return parts.length === 0 ? undefined : parts.join('-');
}

/** Adds what a message says besides to the events that its story tells of it. */
export function withNote(events: readonly OutboxEvent[], { note }: Alert): readonly OutboxEvent[] {
  if (note === undefined) return events;
  return events.map((event) => (isNoted(event) ? { ...event, note } : event));
}

function isNoted({ type }: OutboxEvent): boolean {
  return (
    type === 'episode.opened' ||
    type === 'episode.changed' ||
    type === 'alert.repeated' ||
    type === 'alert.dropped'
  );
}

function seriesOf({ alert }: RoutedArrival) {
  const { alarmId, source, fingerprint, name, openedBy } = alert;
  return { alarmId, source, fingerprint, name, ...(openedBy !== undefined && { openedBy }) };
}
