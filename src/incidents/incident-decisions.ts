import { JournalError, messageOf } from '../errors.ts';
import type { Decision } from '../outbox/decide/decision.ts';
import { decideUndecided } from '../outbox/decide/incidents/decide-undecided.ts';
import { decideDoubled } from '../outbox/decide/incidents/doubles.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import { incidentLane } from '../outbox/events/entry.ts';
import type { OutboxEvent } from '../outbox/events/event.ts';
import { hash53 } from '../outbox/events/hash.ts';
import { isInCoc } from '../outbox/ledger/incident.ts';
import type { Outbox } from '../outbox/outbox.ts';

/** Result of a decision about an incident. A decision that is not done has changed nothing. */
export type IncidentDecision =
  | { readonly key: string; readonly done: true; readonly outcome: 'opened' | 'asked-again' }
  | {
      readonly key: string;
      readonly done: true;
      readonly outcome: 'kept';
      /** Numbers of those that a person must close in COC. */
      readonly close: readonly string[];
    }
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
  /** Goes on with one number of an incident that COC opened more than once. */
  keep(key: string, incidentNum: string, actor: string): Promise<IncidentDecision>;
}

interface Parts {
  readonly outbox: Pick<Outbox, 'state' | 'decide' | 'isLooking'>;
  /** Receives the journal error that kept a decision from being stored. */
  readonly onError: (error: JournalError) => void;
}

/**
 * Makes the decisions of operators about incidents. An incident that COC is asked for just now can't be
 * decided. One that is only looked for can: the look no longer counts then.
 */
export function createIncidentDecisions({ outbox, onError }: Parts): IncidentDecisions {
  /** Stores the events of a decision. Returns a failure instead when there are none. */
  async function store(
    key: string,
    decision: Decision,
    refusedBecause: string,
  ): Promise<IncidentDecision | readonly OutboxEvent[]> {
    try {
      const events = await outbox.decide(decision);
      return events.length > 0 ? events : failed(key, 'refused', refusedBecause);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      onError(error);
      return failed(key, 'unavailable', messageOf(error));
    }
  }
  return {
    async decide(key, incidentNum, actor) {
      const refused = refusal(key, outbox.state);
      if (refused) return refused;
      const lane = hash53(incidentLane(key as IncidentKey));
      const decision: Decision = (view) => {
        const { lanes } = outbox.state;
        const entry = lanes.headOf(lane);
        if (entry === undefined || (lanes.isBusy(lane) && !outbox.isLooking(entry))) return [];
        return decideUndecided(view, { key: key as IncidentKey, entry, actor, incidentNum });
      };
      const stored = await store(key, decision, 'COC is being asked for it just now; try again');
      if (!('length' in stored)) return stored;
      return { key, done: true, outcome: incidentNum === undefined ? 'asked-again' : 'opened' };
    },
    async keep(key, keep, actor) {
      const incident = outbox.state.ledger.incident(key as IncidentKey);
      if (!incident) return failed(key, 'missing', 'there is no incident of this key');
      const numbers =
        isInCoc(incident) && incident.doubles ? [incident.incidentNum, ...incident.doubles] : [];
      if (numbers.length === 0) return failed(key, 'refused', 'COC opened it only once, as far as is known');
      if (!numbers.includes(keep)) return failed(key, 'refused', `its numbers are ${numbers.join(', ')}`);
      const lane = hash53(incidentLane(incident.key));
      const decision: Decision = (view) => {
        const { ledger, lanes } = outbox.state;
        // An entry that waits, or that the same commit makes, is about the number so far.
        const changes = view.incident(incident.key) !== ledger.incident(incident.key);
        return lanes.holds(lane) || changes ? [] : decideDoubled(view, { key: incident.key, actor, keep });
      };
      const stored = await store(key, decision, 'a step of it is under way; try again when it has ended');
      if (!('length' in stored)) return stored;
      return { key, done: true, outcome: 'kept', close: numbers.filter((number) => number !== keep) };
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
