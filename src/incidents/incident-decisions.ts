import { JournalError, messageOf } from '../errors.ts';
import { decideUndecided } from '../outbox/decide/incidents/decide-undecided.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import { incidentLane } from '../outbox/events/entry.ts';
import { hash53 } from '../outbox/events/hash.ts';
import type { Outbox } from '../outbox/outbox.ts';

/** Result of a decision about an incident. A decision that is not done has changed nothing. */
export type IncidentDecision =
  | { readonly key: string; readonly done: true; readonly outcome: 'opened' | 'asked-again' }
  | {
      readonly key: string;
      readonly done: false;
      /**
       * `missing`: no incident has this key. `refused`: it can't be decided. `unavailable`: the journal can't
       * store it now.
       */
      readonly why: 'missing' | 'refused' | 'unavailable';
      readonly error: string;
    };

/** Decisions of operators about incidents. Each is recorded with its actor. */
export interface IncidentDecisions {
  /**
   * Decides about an incident whose outcome is unknown: COC opened it under this number, or (undefined) the
   * agent requests it again.
   */
  decide(key: string, incidentNum: string | undefined, actor: string): Promise<IncidentDecision>;
}

interface Parts {
  readonly outbox: Pick<Outbox, 'state' | 'decide'>;
  /** Receives the journal error that kept a decision from being stored. */
  readonly onError: (error: JournalError) => void;
}

/**
 * Makes the decisions of operators about incidents. An incident that is being looked up just now can't be
 * decided.
 */
export function createIncidentDecisions({ outbox, onError }: Parts): IncidentDecisions {
  return {
    async decide(key, incidentNum, actor) {
      const refused = refusal(key, outbox.state);
      if (refused) return refused;
      const lane = hash53(incidentLane(key as IncidentKey));
      try {
        const decided = await outbox.decide((view) => {
          const { lanes } = outbox.state;
          const entry = lanes.headOf(lane);
          if (entry === undefined || lanes.isBusy(lane)) return [];
          return decideUndecided(view, { key: key as IncidentKey, entry, actor, incidentNum });
        });
        if (decided.length === 0) return failed(key, 'refused', 'it is being looked up just now; try again');
        return { key, done: true, outcome: incidentNum === undefined ? 'asked-again' : 'opened' };
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        onError(error);
        return failed(key, 'unavailable', messageOf(error));
      }
    },
  };
}

function refusal(key: string, { ledger }: Outbox['state']): IncidentDecision | undefined {
  const incident = ledger.incident(key as IncidentKey);
  if (!incident) return failed(key, 'missing', 'there is no incident of this key');
  if (incident.state === 'undecided') return undefined;
  return failed(key, 'refused', `it does not wait for a decision: it is ${incident.state}`);
}

function failed(
  key: string,
  why: Extract<IncidentDecision, { done: false }>['why'],
  error: string,
): IncidentDecision {
  return { key, done: false, why, error };
}
