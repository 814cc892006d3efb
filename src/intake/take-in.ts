import type { Accepted, Receipt } from '../outbox/intake.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Router } from '../routing/route.ts';
import type { ReadAlert } from '../sources/source-port.ts';
import { type AlertWithoutApplication, routeAlerts } from './route-alerts.ts';

/** Dependencies of {@link takeIn}. */
export interface TakeInParts extends Receipt {
  readonly outbox: Pick<Outbox, 'accept'>;
  readonly router: Router;
  /** Called with the number of templates that failed, when any did. */
  readonly onTemplateErrors: (count: number) => void;
  /** Called with the alerts that have no application id of their own, when there are any. */
  readonly onMissingApplications: (alerts: readonly AlertWithoutApplication[]) => void;
}

/**
 * Routes the alerts of one request and stores what becomes of each. Resolves once that is durable.
 *
 * @throws {JournalError} when it can't be stored now: nothing of it was.
 */
export function takeIn(
  source: string,
  alerts: readonly ReadAlert[],
  { outbox, router, receivedAt, trace, onTemplateErrors, onMissingApplications }: TakeInParts,
): Promise<Accepted> {
  const intake = routeAlerts(source, alerts, { router, now: receivedAt });
  if (intake.templateErrors > 0) onTemplateErrors(intake.templateErrors);
  if (intake.withoutApplication.length > 0) onMissingApplications(intake.withoutApplication);
  return outbox.accept(trace ? { ...intake, trace } : intake);
}
