import { makeAlarmId } from '../alerts/alarm-id.ts';
import type { AlarmId, Alert } from '../alerts/alert.ts';
import type { Config } from '../app/registry.ts';
import { ANY_WEBHOOK, WATCHDOG } from '../routing/heartbeat-settings.ts';
import { isHeartbeat } from '../routing/is-heartbeat.ts';

/** Something that is to be heard again and again, or monitoring is silent. */
export interface Heartbeat {
  /** Of this source. */
  readonly source: string;
  /** Unique within the source. */
  readonly name: string;
  readonly withinMs: number;
  /** The alarm that its absence is. */
  readonly alarmId: AlarmId;
  /** Whether it is waited for from the start, or only once it was heard. */
  readonly expected: 'always' | 'once-heard';
  /** Whether an alert is it; undefined when any webhook is. */
  readonly isHeartbeat?: (alert: Alert) => boolean;
}

/** For the Watchdog that nobody has configured: more than twice the longest usual repeat_interval. */
const DEFAULT_WITHIN_MS = 25 * 3_600_000;

/** What a configuration waits for. */
export function heartbeatPlan(config: Pick<Config, 'sources' | 'heartbeats'>): readonly Heartbeat[] {
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

/** The Watchdog of an Alertmanager, which nobody has told us to expect. */
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
