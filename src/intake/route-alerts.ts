import type { UnreadableAlert } from '../outbox/dead-letter-writer.ts';
import type { Arrival } from '../outbox/decide/decision.ts';
import type { Intake } from '../outbox/intake.ts';
import type { RoutedAlert, Router } from '../routing/route.ts';
import type { ReadAlert } from '../sources/source-port.ts';

/** The alerts of one request, routed and ready for the outbox. */
export interface RoutedIntake extends Intake {
  /** Templates that failed, for metrics. */
  readonly templateErrors: number;
}

/** Routes every alert that a source has read. A filter of the source wins over every route. Pure. */
export function routeAlerts(
  source: string,
  alerts: readonly ReadAlert[],
  routing: { readonly router: Router; readonly now: number },
): RoutedIntake {
  const arrivals: Arrival[] = [];
  const unreadable: UnreadableAlert[] = [];
  let templateErrors = 0;
  for (const read of alerts) {
    if ('invalid' in read) {
      unreadable.push(read.invalid);
      continue;
    }
    const { alert, filter } = read;
    if (filter) {
      arrivals.push({ alert, routed: { kind: 'filtered', reason: filter } });
      continue;
    }
    const routed: RoutedAlert = routing.router(alert, routing.now);
    templateErrors += routed.templateErrors.length;
    arrivals.push({ alert, routed });
  }
  return { source, arrivals, unreadable, templateErrors };
}
