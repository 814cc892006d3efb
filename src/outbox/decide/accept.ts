import type { Alarm, IncidentRequest, Routed } from '../../alerts/alarm.ts';
import type { AlarmId, Alert } from '../../alerts/alert.ts';
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
import type { EntryStatus } from '../lanes/due-lanes.ts';
import type { LedgerView } from '../ledger/ledger.ts';
import type { Series } from '../ledger/series.ts';
import { lateFireWindowMs, type OutboxPolicy } from '../policy.ts';
import { queueNews } from './collapse.ts';

/** An alert with what routing made of it. */
export interface Arrival {
  readonly alert: Alert;
  readonly routed: Routed;
}

/** What a decision may look at besides the ledger. */
export interface DecisionContext {
  /** The sequence number that the first event of the decision will have. */
  readonly seq: number;
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
  /** How an entry of an alarm stands; without it, as one that waits and was never tried. */
  readonly statusOf?: (alarmId: AlarmId, entry: number) => EntryStatus;
}

/** What becomes of one alert. Pure; at least one event, so that every alert leaves a trace. */
export function accept(view: LedgerView, arrival: Arrival, context: DecisionContext): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  if (routed.kind === 'filtered') return [dropped(alert, routed.reason, routed.route)];
  const known = view.series(alert.alarmId);
  if (alert.status === 'resolved') return resolve(known, { alert, routed }, context);
  return fire(known, { alert, routed }, context);
}

interface Routable {
  readonly alert: Alert;
  readonly routed: Extract<Routed, { kind: 'alarm' }>;
}

function fire(
  known: Series | undefined,
  arrival: Routable,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  if (!known?.episode || known.state === 'resolved') {
    if (known && isLateFire(known, alert, context.now)) return [dropped(alert, 'late', routed.route)];
    const back = known && cameBack(known, arrival, context);
    if (back) return back;
    const episode = newEpisodeId(alert, context);
    const before = [opened(arrival, episode, context)];
    return queueNews(known, queued(arrival, { episode }, routed.alarm), { before, context });
  }
  if (known.refusedUnder === context.policy.configuration)
    return [dropped(alert, 'refused-before', routed.route)];
  const told = changeOf(known, arrival, context.policy);
  if (told || known.refusedUnder !== undefined) {
    const changed = told ?? { type: 'episode.changed', alarmId: alert.alarmId, level: known.level };
    const news = queued(arrival, { ...known, episode: known.episode }, routed.alarm);
    return queueNews(known, news, { before: [changed], context });
  }
  return [{ type: 'alert.repeated', alarmId: alert.alarmId }];
}

function resolve(
  known: Series | undefined,
  arrival: Routable,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  const level = known?.level ?? routed.alarm.alarmLevel;
  const ok: Alarm = { ...routed.alarm, alarmLevel: level };
  if (known?.state === 'resolved' && !isLaterResolve(known, alert))
    return [{ type: 'alert.repeated', alarmId: alert.alarmId }];
  if (!known?.episode || known.state === 'resolved') {
    const tombstone = closed(arrival, undefined, context);
    if (context.policy.unmatchedResolve === 'record')
      return [dropped(alert, 'unmatched-resolve', routed.route), tombstone];
    return [tombstone, queued(arrival, { episode: newEpisodeId(alert, context) }, ok)];
  }
  if (isLateResolve(known, alert)) return [dropped(alert, 'late', routed.route)];
  const end = closed(arrival, known, context);
  if (known.refusedUnder !== undefined) return [end, dropped(alert, 'refused-before', routed.route)];
  const { resolveHoldMs } = context.policy;
  const recovery = queued(arrival, { ...known, episode: known.episode }, ok);
  const news = resolveHoldMs > 0 ? { ...recovery, dueAt: context.now + resolveHoldMs } : recovery;
  return queueNews(known, news, { before: [end], context });
}

/** The problem is back while its recovery was still held: COC never hears of either. */
function cameBack(
  known: Series,
  { alert, routed }: Routable,
  context: DecisionContext,
): readonly OutboxEvent[] | undefined {
  const { now, policy, statusOf } = context;
  const { episode, held, flaps = 0 } = known;
  if (!episode || !held || now >= held.until) return undefined;
  const { alarmId } = alert;
  if (statusOf?.(alarmId, held.entry) === 'tried') return undefined;
  const cancelled: OutboxEvent = { type: 'entry.cancelled', entry: held.entry, alarmId, reason: 'flapping' };
  const reopened: OutboxEvent = { type: 'episode.reopened', alarmId, episode, flaps: flaps + 1 };
  const told = changeOf(known, { alert, routed }, policy);
  if (!told) return [cancelled, reopened];
  const news = queued({ alert, routed }, { episode, flaps: flaps + 1 }, routed.alarm);
  return queueNews(known, news, { before: [cancelled, reopened, told], context });
}

/** What changed of a firing alarm that COC is to be told; undefined when it is a mere repeat. */
function changeOf(known: Series, arrival: Routable, policy: OutboxPolicy): EpisodeChanged | undefined {
  const { alarmId } = arrival.alert;
  const level = arrival.routed.alarm.alarmLevel;
  const content = contentOf(arrival, policy);
  const otherLevel = policy.resendOn.has('level') && level !== known.level;
  const otherContent = content !== undefined && known.content !== undefined && content !== known.content;
  if (!otherLevel && !otherContent) return undefined;
  return { type: 'episode.changed', alarmId, level, ...(content !== undefined && { content }) };
}

/** A short stand-in for the texts whose changes count; undefined when none do. */
function contentOf({ alert, routed }: Routable, { resendOn }: OutboxPolicy): string | undefined {
  const parts: string[] = [];
  if (resendOn.has('description')) parts.push(`d${hash53(routed.alarm.alarmDesc).toString(36)}`);
  if (resendOn.has('labels')) {
    const labels = Object.entries(alert.labels).sort(([a], [b]) => (a < b ? -1 : 1));
    parts.push(`l${hash53(JSON.stringify(labels)).toString(36)}`);
  }
  return parts.length === 0 ? undefined : parts.join('-');
}

/** A fire that began before a resolve which we were told of only just: a duplicate or a straggler, not a new problem. */
function isLateFire(known: Series, alert: Alert, now: number): boolean {
  if (alert.startsAt === undefined || known.endedAt === undefined || known.closedAt === undefined)
    return false;
  return alert.startsAt <= known.endedAt && now - known.closedAt <= lateFireWindowMs(alert.sourceType);
}

/** A resolve of a problem that began after the last end: its fire is still to come, and will be late. */
function isLaterResolve(known: Series, { startsAt, endsAt }: Alert): boolean {
  if (startsAt === undefined || endsAt === undefined || known.endedAt === undefined) return false;
  return known.endedAt < startsAt && startsAt < endsAt;
}

/** A resolve that belongs to an episode before the open one. */
function isLateResolve(known: Series, alert: Alert): boolean {
  if (alert.startsAt === undefined || alert.endsAt === undefined) return false;
  return alert.endsAt < known.startedAt && alert.startsAt < known.startedAt;
}

/** Unique in this journal by the number, and among journals by the time and the alarm. */
function newEpisodeId(alert: Alert, { now, seq }: DecisionContext): EpisodeId {
  return `${now.toString(36)}-${seq.toString(36)}-${alert.alarmId.slice(-4)}` as EpisodeId;
}

function seriesOf({ alert }: Routable) {
  const { alarmId, source, fingerprint, name } = alert;
  return { alarmId, source, fingerprint, name };
}

function opened(arrival: Routable, episode: EpisodeId, context: DecisionContext): EpisodeOpened {
  const level = arrival.routed.alarm.alarmLevel;
  const startedAt = arrival.alert.startsAt ?? context.now;
  const content = contentOf(arrival, context.policy);
  const told = content === undefined ? {} : { content };
  return { type: 'episode.opened', ...seriesOf(arrival), episode, level, startedAt, ...told };
}

function closed(arrival: Routable, known: Series | undefined, context: DecisionContext): EpisodeClosed {
  return {
    type: 'episode.closed',
    ...seriesOf(arrival),
    ...(known?.episode && { episode: known.episode }),
    level: known?.level ?? arrival.routed.alarm.alarmLevel,
    endedAt: arrival.alert.endsAt ?? context.now,
  };
}

function queued(
  { alert, routed }: Routable,
  known: { readonly episode: EpisodeId; readonly flaps?: number | undefined },
  alarm: Alarm,
): EntryQueued {
  const incident: IncidentRequest | undefined = alarm.alarmStatus === 'alarm' ? routed.incident : undefined;
  const body: ReportAlarm = {
    kind: 'report-alarm',
    alarm,
    alert,
    route: routed.route,
    episode: known.episode,
    ...(incident && { incident }),
    ...(known.flaps !== undefined && { flaps: known.flaps }),
  };
  return { type: 'entry.queued', body };
}

function dropped(alert: Alert, reason: DropReason, route?: string): AlertDropped {
  const { alarmId, source, name } = alert;
  return { type: 'alert.dropped', alarmId, source, name, reason, ...(route !== undefined && { route }) };
}
