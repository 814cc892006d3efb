import type { IncidentKey } from '../../events/entry.ts';
import { type IncidentInCoc, isInCoc } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';

/** Number that an operator names for an incident. */
export interface NumberFor {
  readonly key: IncidentKey;
  readonly incidentNum: string;
  /** Reason to take the number without a proof. Absent where COC proves it. */
  readonly force?: string;
}

/**
 * Returns another incident to which a number belongs, so that this one cannot have it: the agent would end it in COC
 * for one of the two problems, and take that for a person's work on the other. Only a number that is proven for
 * neither is shared, because the agent works on it for none. Pure.
 */
export function otherOwner(
  view: Pick<IncidentView, 'everyIncident'>,
  { key, incidentNum, force }: NumberFor,
): IncidentInCoc | undefined {
  const number = incidentNum.toLowerCase();
  for (const other of view.everyIncident()) {
    if (other.key === key || !isInCoc(other)) continue;
    const isShared = other.unproven !== undefined && force !== undefined;
    const numbers = [...(isShared ? [] : [other.incidentNum]), ...(other.doubles ?? [])];
    if (numbers.some((own) => own.toLowerCase() === number)) return other;
  }
  return undefined;
}
