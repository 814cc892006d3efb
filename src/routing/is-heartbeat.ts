import type { Alert } from '../alerts/alert.ts';
import type { HeartbeatSettings } from './heartbeat-settings.ts';
import { nameReader } from './match-names.ts';
import { matchesAll } from './matcher.ts';
import { plainAlarm } from './render-alarm.ts';

/** True when an alert, firing or not, is this heartbeat. The matchers see the alert before templates. */
export function isHeartbeat(
  { source, match }: Pick<HeartbeatSettings, 'source' | 'match'>,
  alert: Alert,
): boolean {
  return source === alert.source && matchesAll(match, nameReader(alert, plainAlarm(alert, 0)));
}
