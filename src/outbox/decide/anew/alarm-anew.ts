import type { AlarmLevel } from '../../../alerts/alert.ts';
import { isElsewhere, type Target, targetOf } from '../../../alerts/target.ts';
import type { EpisodeId, ReportAlarm } from '../../events/entry.ts';
import type { Series } from '../../ledger/series.ts';
import type { OutboxPolicy } from '../../policy.ts';
import { standsForAnEnd } from '../collapse.ts';
import { underWaitingName } from '../waiting-name.ts';

/** Facts that are kept when an alarm is rendered anew. */
export interface KeptFacts {
  /** Place in COC and resource. Without it, they are rendered anew too. */
  readonly target?: Target | undefined;
  readonly level?: AlarmLevel | undefined;
}

/**
 * Renders an alarm as the configuration of now does: a pure function of the stored alert and the configuration. Its
 * identity, its time and its state stay. What a route drops from now on was accepted before, and stays as it is. Pure,
 * like all functions here.
 */
export function alarmAnew(
  body: ReportAlarm,
  { renderer, configuration }: OutboxPolicy,
  kept: KeptFacts,
): ReportAlarm {
  if (!renderer || body.configuration === configuration) return body;
  const { alarm: before, incident: _, keepsLevel, ...rest } = body;
  const routed = renderer.route(body.alert, before.time);
  if (routed.kind === 'filtered') return { ...body, configuration };
  const { time, alarmStatus, alarmId } = before;
  const fires = alarmStatus === 'alarm';
  const isFree = fires && !keepsLevel && kept.level === undefined;
  const alarmLevel = isFree ? routed.alarm.alarmLevel : (kept.level ?? before.alarmLevel);
  const incident = fires && !body.reassertion ? routed.incident : undefined;
  return {
    ...rest,
    alarm: { ...routed.alarm, ...kept.target, alarmId, time, alarmStatus, alarmLevel },
    route: routed.route,
    configuration,
    ...(keepsLevel && { keepsLevel }),
    ...(incident && { incident }),
  };
}

/** Waiting alarm of a lane. */
export interface WaitingAlarm {
  readonly body: ReportAlarm;
  /** Set when COC may have taken it although the outcome of its last attempt was none. */
  readonly mayBeInCoc?: boolean;
}

/**
 * Renders the waiting alarms of a series anew, in their order. An episode that COC may know stays at its place, so that
 * it ends where it began: its alarms go elsewhere with the next message. An end goes where its alarm goes.
 */
export function alarmsAnew(
  series: Series | undefined,
  lane: readonly WaitingAlarm[],
  policy: OutboxPolicy,
): readonly ReportAlarm[] {
  const told = new Map<EpisodeId, ReportAlarm>();
  return lane.map((waiting) => {
    const { body } = waiting;
    const begun = told.get(body.episode);
    const anew = begun ? besides(begun, body, policy) : first(series, waiting, policy);
    if (anew.alarm.alarmStatus === 'alarm') told.set(body.episode, anew);
    return anew;
  });
}

/** Renders an alarm of an episode of which another one waits before it. */
function besides(begun: ReportAlarm, body: ReportAlarm, policy: OutboxPolicy): ReportAlarm {
  const level = body.alarm.alarmStatus === 'ok' ? { level: begun.alarm.alarmLevel } : {};
  return alarmAnew(body, policy, { target: targetOf(begun.alarm), ...level });
}

/** Renders the first alarm of an episode in its lane. */
function first(
  series: Series | undefined,
  { body, mayBeInCoc }: WaitingAlarm,
  policy: OutboxPolicy,
): ReportAlarm {
  const target = targetOf(body.alarm);
  if (isBound(series, body) || standsForAnEnd(body)) return alarmAnew(body, policy, { target });
  const anew = alarmAnew(body, policy, {});
  const alarm = underWaitingName(anew.alarm, series, policy.renamedIntegrations);
  const free = alarm === anew.alarm ? anew : { ...anew, alarm };
  if (!mayBeInCoc || !isElsewhere(free.alarm, target)) return free;
  // Should COC refuse it, it was not there, and that says nothing about the place of now.
  const { configuration: _, ...kept } = alarmAnew(body, policy, { target });
  return { ...kept, ...(body.configuration !== undefined && { configuration: body.configuration }) };
}

/** True for an alarm of which COC has heard at its place, or for the end of one. */
function isBound(series: Series | undefined, { alarm, episode }: ReportAlarm): boolean {
  // A resolve whose fire was never seen here stands alone.
  if (!series || series.state === 'tombstone') return false;
  if (alarm.alarmStatus === 'ok' || series.episode !== episode) return true;
  return series.cocFires === true || series.toldAt !== undefined;
}
