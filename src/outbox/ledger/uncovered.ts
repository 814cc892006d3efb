import { type Incident, isInCoc, isOpenInCoc } from './incident.ts';
import type { LedgerReader } from './ledger.ts';
import type { Series } from './series.ts';

/**
 * Reason why no open incident covers a firing alarm. A closed set, used as a metric label:
 * - `not-told`: COC does not have the alarm yet, which comes first.
 * - `no-policy`: no incident policy asked for one, or none does any more, after its incident has ended.
 * - `waits`: it is requested, and COC has not opened it yet.
 * - `refused`: COC refused to open it.
 * - `closed`: a person rejected or completed it.
 * - `gone`: COC does not have it any more.
 * - `solved`: its solution stands, of the agent or of a person, and is not taken back yet.
 * - `ended`: it ended otherwise; the agent is about to ask for another one.
 */
export type UncoveredReason =
  | 'not-told'
  | 'no-policy'
  | 'waits'
  | 'refused'
  | 'closed'
  | 'gone'
  | 'solved'
  | 'ended';

/** What tells why an alarm has no open incident. */
interface UncoveredView {
  readonly incidentOf: (series: Series) => Incident | undefined;
  /** Fingerprint of the configuration of now. */
  readonly configuration: string;
}

/** View of a ledger under a configuration. */
export function uncoveredView(
  ledger: Pick<LedgerReader, 'incidentOf'>,
  { configuration }: { readonly configuration: string },
): UncoveredView {
  return { incidentOf: (series) => ledger.incidentOf(series), configuration };
}

/**
 * Tells why a firing alarm has no open incident; undefined where it has one, where it does not fire, and where it needs
 * none: a level below Critical asks for one only by sharing it with others. Pure.
 */
export function uncoveredReason(
  series: Series,
  { incidentOf, configuration }: UncoveredView,
): UncoveredReason | undefined {
  if (series.state !== 'firing') return undefined;
  // Another configuration may want an incident for it.
  const isUnwanted = series.unwantedUnder === configuration;
  const needsNone = series.incident === undefined || isUnwanted;
  if (series.level !== 'Critical' && needsNone) return undefined;
  const incident = incidentOf(series);
  if (!incident) return series.cocFires || series.toldAt !== undefined ? 'no-policy' : 'not-told';
  const { state } = incident;
  if (state === 'requested' || state === 'undecided') return 'waits';
  if (isInCoc(incident) && isOpenInCoc(incident) && state !== 'resolved') return undefined;
  if (isUnwanted) return 'no-policy';
  if (isInCoc(incident) && incident.isGone) return 'gone';
  switch (state) {
    case 'failed':
      return 'refused';
    case 'resolved':
      return 'solved';
    case 'rejected':
    case 'completed':
      return incident.by === 'person' ? 'closed' : 'ended';
    default:
      return 'ended';
  }
}
