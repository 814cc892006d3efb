import type { Logger } from 'pino';
import type { Clock } from '../time/clock.ts';
import type { Metrics } from './metrics.ts';

/** An alert that came without an application id, and what COC gets instead. */
interface MissingApplication {
  readonly alarmId: string;
  readonly name: string;
  readonly substitute: 'default' | 'none';
}

/** Shortest time between two log lines about one source and substitute, ms. */
const QUIET_MS = 10 * 60_000;

const WORDS = {
  default: 'alerts have no application id; COC gets alarm.defaultApplicationId',
  none: 'alerts have no application id, and COC may refuse them; set alarm.defaultApplicationId',
} as const;

/** Notes the alerts of a source that came without an application id. */
export type NoteMissingApplications = (source: string, missing: readonly MissingApplication[]) => void;

/**
 * Counts alerts without an application id, and logs them: the first of each source at once, then one line every
 * ten minutes with the number since.
 */
export function missingApplicationNotes(
  log: Logger,
  metrics: Pick<Metrics, 'alertsWithoutApplication'>,
  clock: Pick<Clock, 'monotonic'>,
): NoteMissingApplications {
  const noted = new Map<string, { at: number; since: number }>();
  return (source, missing) => {
    for (const { alarmId, name, substitute } of missing) {
      metrics.alertsWithoutApplication.inc({ source, substitute });
      const key = `${substitute} ${source}`;
      const last = noted.get(key);
      if (last && clock.monotonic() - last.at < QUIET_MS) {
        last.since += 1;
        continue;
      }
      log.warn({ source, alarm_id: alarmId, alert: name, more: last?.since ?? 0 }, WORDS[substitute]);
      noted.set(key, { at: clock.monotonic(), since: 0 });
    }
  };
}
