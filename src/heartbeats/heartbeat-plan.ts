import { makeAlarmId } from '../alerts/alarm-id.ts';
import type { AlarmId, Alert, SourceType } from '../alerts/alert.ts';
import { formerSourceNames, type RenamedSource } from '../alerts/former-source-names.ts';
import { ANY_WEBHOOK, type HeartbeatSettings, WATCHDOG } from '../routing/heartbeat-settings.ts';
import { isHeartbeat } from '../routing/is-heartbeat.ts';

/** A signal that must come again and again. When it stays away, monitoring is silent. */
export interface Heartbeat {
  /** Name of the source that sends it. */
  readonly source: string;
  /** Unique within the source. */
  readonly name: string;
  /** The longest time that it may stay away. */
  readonly withinMs: number;
  /** The alarm about its absence. */
  readonly alarmId: AlarmId;
  /** Ids of that alarm under the names that its source had before. */
  readonly formerIds?: readonly AlarmId[];
  /** `always`: expected from the start. `once-heard`: expected after it was heard for the first time. */
  readonly expected: 'always' | 'once-heard';
  /** True for an alert that is this heartbeat. Without it, any webhook of the source is one. */
  readonly isHeartbeat?: (alert: Alert) => boolean;
}

/** The settings that a plan is made from. */
export interface HeartbeatPlanSettings {
  readonly sources: {
    readonly [name: string]: RenamedSource & {
      readonly type: SourceType;
      readonly silentAfter?: number | undefined;
    };
  };
  readonly heartbeats?: readonly HeartbeatSettings[] | undefined;
}

/** The time for a Watchdog that is not configured: more than twice the longest usual repeat_interval. */
const DEFAULT_WITHIN_MS = 25 * 3_600_000;

/** The heartbeats that a configuration expects. */
export function heartbeatPlan(config: HeartbeatPlanSettings): readonly Heartbeat[] {
  return everyHeartbeat(config).map((one) => {
    const former = formerSourceNames(config.sources[one.source] ?? {});
    const formerIds = former.map((source) => makeAlarmId('hb', source, one.name));
    return formerIds.length === 0 ? one : { ...one, formerIds };
  });
}

function everyHeartbeat(config: HeartbeatPlanSettings): readonly Heartbeat[] {
  const sources = Object.entries(config.sources);
  const anyWebhook = sources.flatMap(([source, { silentAfter }]) =>
    silentAfter === undefined ? [] : [heartbeat(source, ANY_WEBHOOK, { withinMs: silentAfter })],
  );
  if (config.heartbeats === undefined) {
    const watchdogs = sources
      .filter(([, { type }]) => type === 'alertmanager')
      .map(([source]) => watchdog(source));
    return [...anyWebhook, ...watchdogs];
  }
  const configured = config.heartbeats.map((settings) =>
    heartbeat(settings.source, settings.name, {
      withinMs: settings.within,
      isHeartbeat: (alert) => isHeartbeat(settings, alert),
    }),
  );
  return [...anyWebhook, ...configured];
}

/** The Watchdog of an Alertmanager, expected only once it was heard because no setting asks for it. */
function watchdog(source: string): Heartbeat {
  const isWatchdog = (alert: Alert) => alert.source === source && alert.name === 'Watchdog';
  return {
    ...heartbeat(source, WATCHDOG, { withinMs: DEFAULT_WITHIN_MS, isHeartbeat: isWatchdog }),
    expected: 'once-heard',
  };
}

function heartbeat(
  source: string,
  name: string,
  what: Pick<Heartbeat, 'withinMs' | 'isHeartbeat'>,
): Heartbeat {
  return { source, name, alarmId: makeAlarmId('hb', source, name), expected: 'always', ...what };
}
