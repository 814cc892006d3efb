import type { Incident } from './incident.ts';
import type { Series } from './series.ts';

/**
 * Reason why no open incident covers a firing alarm. A closed set, used as a metric label:
 * - `not-told`: COC does not have the alarm yet, which comes first.
 * - `no-policy`: no incident policy asked for one, or none does any more, after its incident has ended.
 * - `waits`: it is requested, and COC has not opened it yet.
 * - `refused`: COC refused to open it.
 * - `closed`: a person rejected or completed it.
 * - `solved`: its solution stands, of the agent or of a person, and nothing takes it back now.
 * - `ended`: it ended otherwise; the agent is about to ask for another one.
 */
export type UncoveredReason = 'not-told' | 'no-policy' | 'waits' | 'refused' | 'closed' | 'solved' | 'ended';

/**
 * Tells why a firing alarm has no open incident; undefined where it has one, where it does not fire, and where it needs
 * none: a level below Critical asks for one only by sharing it with others. Pure.
 */
export function uncoveredReason(
  series: Series,
  incidentOf: (series: Series) => Incident | undefined,
): UncoveredReason | undefined {
  if (series.state !== 'firing') return undefined;
  const needsNone = series.incident === undefined || series.unwantedUnder !== undefined;
  if (series.level !== 'Critical' && needsNone) return undefined;
  const incident = incidentOf(series);
  if (!incident) return series.cocFires || series.toldAt !== undefined ? 'no-policy' : 'not-told';
  switch (incident.state) {
    case 'requested':
    case 'undecided':
      return 'waits';
    case 'failed':
      return 'refused';
    case 'cancelled':
      return 'ended';
    case 'rejected':
    case 'completed':
      if (series.unwantedUnder !== undefined) return 'no-policy';
      return incident.by === 'person' ? 'closed' : 'ended';
    case 'opened':
    case 'accepted':
    case 'unknown':
      return undefined;
    case 'resolved':
      return incident.step === undefined ? 'solved' : undefined;
  }
}
