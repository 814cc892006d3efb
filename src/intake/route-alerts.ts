import type { UnreadableAlert } from '../outbox/dead-letter-writer.ts';
import type { Arrival } from '../outbox/decide/decision.ts';
import type { Intake } from '../outbox/intake.ts';
import { plainAlarm } from '../routing/render-alarm.ts';
import type { RoutedAlert, Router } from '../routing/route.ts';
import type { ApplicationSubstitute } from '../routing/with-application.ts';
import type { ReadAlert } from '../sources/source-port.ts';

/** The alerts of one request, routed and ready for the outbox. */
export interface RoutedIntake extends Intake {
  /** Templates that failed, for metrics. */
  readonly templateErrors: number;
  /** The alerts without an application id of their own. */
  readonly withoutApplication: readonly AlertWithoutApplication[];
}

/** An alert for which neither a route nor the section `alarm` gave an application id. */
export interface AlertWithoutApplication {
  readonly alarmId: string;
  readonly name: string;
  readonly substitute: ApplicationSubstitute;
}

/** Routes every alert that a source has read. A filter of the source wins over every route. Pure. */
export function routeAlerts(
  source: string,
  alerts: readonly ReadAlert[],
  routing: { readonly router: Router; readonly now: number },
): RoutedIntake {
  const arrivals: Arrival[] = [];
  const unreadable: UnreadableAlert[] = [];
  const withoutApplication: AlertWithoutApplication[] = [];
  let templateErrors = 0;
  for (const read of alerts) {
    if ('invalid' in read) {
      unreadable.push(read.invalid);
      continue;
    }
    const { alert, filter } = read;
    if (filter) {
      const end = alert.status === 'resolved' && { end: plainAlarm(alert, routing.now) };
      arrivals.push({ alert, routed: { kind: 'filtered', reason: filter, ...end } });
      continue;
    }
    const routed: RoutedAlert = routing.router(alert, routing.now);
    templateErrors += routed.templateErrors.length;
    const { applicationFrom: substitute } = routed;
    if (substitute) withoutApplication.push({ alarmId: alert.alarmId, name: alert.name, substitute });
    arrivals.push({ alert, routed });
  }
  return { source, arrivals, unreadable, templateErrors, withoutApplication };
}
