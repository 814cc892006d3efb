import type { Logger } from 'pino';
import type { Alert } from '../alerts/alert.ts';
import { READABLE_TIME, unreadTimesOf } from '../alerts/unread-times.ts';
import type { Clock } from '../time/clock.ts';
import type { Metrics } from './metrics.ts';

/** Shortest time between two log lines about one source, ms. */
const QUIET_MS = 10 * 60_000;

/** Notes the alerts of a source with times that cannot be read. */
export type NoteUnreadTimes = (source: string, alerts: Iterable<Alert>) => void;

/**
 * Counts alerts with times that cannot be read, for which the time of receipt stands, and logs them: the first of each
 * source at once, then one line every ten minutes with the number since.
 */
export function unreadTimeNotes(
  log: Logger,
  metrics: Pick<Metrics, 'alertsUnreadTime'>,
  clock: Pick<Clock, 'monotonic'>,
): NoteUnreadTimes {
  const noted = new Map<string, { at: number; since: number }>();
  return (source, alerts) => {
    for (const alert of alerts) {
      const unread = unreadTimesOf(alert);
      if (unread === undefined) continue;
      metrics.alertsUnreadTime.inc({ source });
      const last = noted.get(source);
      if (last && clock.monotonic() - last.at < QUIET_MS) {
        last.since += 1;
        continue;
      }
      const { alarmId: alarm_id, name } = alert;
      log.warn(
        { source, alarm_id, alert: name, unread_times: unread, more: last?.since ?? 0 },
        `cannot read a time of an alert; the time of receipt stands for it; ${READABLE_TIME}`,
      );
      noted.set(source, { at: clock.monotonic(), since: 0 });
    }
  };
}
