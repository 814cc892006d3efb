import type { IncidentInCoc } from './incident.ts';
import type { EpisodeSeries } from './series.ts';

/** True when the person who ended or solved an incident knew of this alarm of it: it had joined by then. */
export function isBound(
  { changedAt, boundUntil = changedAt }: Pick<IncidentInCoc, 'changedAt' | 'boundUntil'>,
  { linkedAt = 0 }: Pick<EpisodeSeries, 'linkedAt'>,
): boolean {
  return linkedAt <= boundUntil;
}
