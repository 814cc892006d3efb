import type { Alert } from '../alerts/alert.ts';
import type { HeartbeatSettings } from './heartbeat-settings.ts';
import { nameReader } from './match-names.ts';
import { matchesAll } from './matcher.ts';
import { plainAlarm } from './render-alarm.ts';

/** Whether an alert, firing or not, is this heartbeat. Its matchers see the alert as it is, without any template. */
export function isHeartbeat(
  { source, match }: Pick<HeartbeatSettings, 'source' | 'match'>,
  alert: Alert,
): boolean {
  return source === alert.source && matchesAll(match, nameReader(alert, plainAlarm(alert, 0)));
}
