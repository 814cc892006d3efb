import type { FilterReason, Routed } from '../alerts/alarm.ts';
import type { Target } from '../alerts/target.ts';

/** AlarmPlace in COC where an alarm is kept. */
export type AlarmPlace = Pick<Target, 'integration' | 'applicationId' | 'regionId'>;

/** Where a configuration leads an alert that fires: to a place in COC, and to an incident policy; or it drops the alert. */
export type Lead =
  | { readonly kind: 'dropped'; readonly reason: FilterReason }
  | { readonly kind: 'place'; readonly place: AlarmPlace; readonly policy?: string };

/** Where an alert was led. Pure. */
export function leadOf(routed: Routed): Lead {
  if (routed.kind === 'filtered') return { kind: 'dropped', reason: routed.reason };
  const { integration, applicationId, regionId } = routed.alarm;
  const policy = routed.incident?.policy;
  return {
    kind: 'place',
    place: { integration, applicationId, regionId },
    ...(policy !== undefined && { policy }),
  };
}

/** True when two configurations lead an alert to the same place and policy, or both drop it. */
export function isSameLead(one: Lead, other: Lead): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
