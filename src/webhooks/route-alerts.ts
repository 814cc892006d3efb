import type { ReadConfig } from '../app/read-config.ts';
import type { Rate } from '../delivery/token-bucket.ts';
import type { UnreadableAlert } from '../outbox/dead-letter-writer.ts';
import type { Arrival } from '../outbox/decide/decision.ts';
import type { Intake } from '../outbox/intake.ts';
import type { RoutedAlert, Router } from '../routing/route.ts';
import type { ReadAlert } from '../sources/source-port.ts';

/** One webhook request, routed: what the outbox stores, and what is worth counting on the way. */
export interface RoutedIntake extends Intake {
  readonly templateErrors: number;
}

/** Routes every alert of a body. Pure: a filter of the source wins over every route. */
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

/** How often each source may send, by a configuration; undefined without a limit. */
export function limitsOf({ config }: ReadConfig): Rate | undefined {
  const { requestsPerSecond, burst } = config.listen.limits;
  if (requestsPerSecond === undefined) return undefined;
  return { perSecond: requestsPerSecond, burst: burst ?? Math.max(1, Math.ceil(requestsPerSecond * 10)) };
}
