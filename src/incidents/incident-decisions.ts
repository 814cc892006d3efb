import { JournalError, messageOf } from '../errors.ts';
import type { Decision } from '../outbox/decide/decision.ts';
import { correctDecision, isByDecision } from '../outbox/decide/incidents/correct-decision.ts';
import { decideUndecided, type NamedNumber } from '../outbox/decide/incidents/decide-undecided.ts';
import { decideDoubled } from '../outbox/decide/incidents/doubles.ts';
import { type NumberFor, otherOwner } from '../outbox/decide/incidents/number-owner.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import { incidentLane } from '../outbox/events/entry-place.ts';
import type { OutboxEvent } from '../outbox/events/event.ts';
import { hash53 } from '../outbox/events/hash.ts';
import { type Incident, type IncidentInCoc, incidentNumOf, isInCoc } from '../outbox/ledger/incident.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { numbersSeen, type ProofParts, proveNumber } from './prove-number.ts';

/** Result of a decision about an incident. A decision that is not done has changed nothing. */
export type IncidentDecision =
  | {
      readonly key: string;
      readonly done: true;
      readonly outcome: 'opened' | 'asked-again';
      /** Number that it had by an earlier decision, which this one corrects. */
      readonly was?: string;
      /** Set when COC does not prove the number, so that the agent leaves the incident alone. */
      readonly unproven?: true;
    }
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

/**
 * Choice of an operator: COC opened the incident under this number, which is taken without a proof only with a reason
 * (`force`); or the agent requests it again.
 */
export type DecisionChoice =
  | { readonly opened: string; readonly force?: string | undefined }
  | { readonly again: true };

/** Decisions of operators about incidents. Each is recorded with its actor. */
export interface IncidentDecisions {
  /** Decides about an incident whose outcome is unknown, or corrects such a decision. COC is looked at first. */
  decide(key: string, choice: DecisionChoice, actor: string): Promise<IncidentDecision>;
  /** Goes on with one number of an incident that COC opened more than once. */
  keep(key: string, incidentNum: string, actor: string): Promise<IncidentDecision>;
}

interface Parts extends ProofParts {
  readonly outbox: Pick<Outbox, 'state' | 'decide' | 'isLooking'>;
  /** Receives the journal error that kept a decision from being stored. */
  readonly onError: (error: JournalError) => void;
}

const ASKED = 'COC is being asked for it just now; try again';
const BUSY = 'a step of it is under way; try again when it has ended';

/**
 * Makes the decisions of operators about incidents. An incident that COC is asked for just now can't be
 * decided. One that is only looked for can: the look no longer counts then.
 */
export function createIncidentDecisions({ outbox, onError, ...looking }: Parts): IncidentDecisions {
  /** Stores the events of a decision. Returns a failure instead when there are none. */
  async function store(
    key: string,
    decision: Decision,
    refusedBecause: () => string,
  ): Promise<IncidentDecision | readonly OutboxEvent[]> {
    try {
      const events = await outbox.decide(decision);
      return events.length > 0 ? events : failed(key, 'refused', refusedBecause());
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      onError(error);
      return failed(key, 'unavailable', messageOf(error));
    }
  }
  /** Makes a decision about an incident that is only as it is in the ledger while none of its entries waits. */
  function whenIdle(key: IncidentKey, decision: Decision): Decision {
    const lane = hash53(incidentLane(key));
    return (view, context) => {
      const { ledger, lanes } = outbox.state;
      // An entry that waits, or that the same commit makes, is about the number so far.
      const changes = view.incident(key) !== ledger.incident(key);
      return lanes.holds(lane) || changes ? [] : decision(view, context);
    };
  }
  /** Reason to refuse a number that belongs to another incident. */
  function ownedByOther(named: NumberFor | undefined): string | undefined {
    const other = named && otherOwner(outbox.state.ledger, named);
    return other && wordsForOwner(other, named.incidentNum);
  }
  /** Decides about an incident whose outcome is unknown. */
  function settleUndecided(key: IncidentKey, number: NamedNumber | undefined, actor: string): Decision {
    const lane = hash53(incidentLane(key));
    return (view) => {
      const { lanes } = outbox.state;
      const entry = lanes.headOf(lane);
      if (entry === undefined || (lanes.isBusy(lane) && !outbox.isLooking(entry))) return [];
      return decideUndecided(view, { key, entry, actor, number });
    };
  }
  return {
    async decide(key, choice, actor) {
      const incident = outbox.state.ledger.incident(key as IncidentKey);
      if (!incident) return failed(key, 'missing', 'there is no incident of this key');
      const refused = refusal(incident, choice) ?? ownedByOther(forced(incident.key, choice));
      if (refused !== undefined) return failed(key, 'refused', refused);
      const looked = await lookFirst(incident, choice, looking);
      if (typeof looked === 'string') return failed(key, 'refused', looked);
      const { number } = looked;
      if (number && !isNews(incident, number))
        return failed(key, 'refused', `it has the number ${number.incidentNum} already`);
      const because = (otherwise: string) => () =>
        (number && ownedByOther({ key: incident.key, ...number })) ?? otherwise;
      const was = isByDecision(incident) ? incident.incidentNum : undefined;
      const stored =
        was === undefined
          ? await store(key, settleUndecided(incident.key, number, actor), because(ASKED))
          : await store(
              key,
              whenIdle(incident.key, (view) => correctDecision(view, { key: incident.key, actor, number })),
              because(BUSY),
            );
      if (!('length' in stored)) return stored;
      return {
        ...{ key, done: true, outcome: number ? 'opened' : 'asked-again' },
        ...(was !== undefined && { was }),
        ...(number?.force !== undefined && { unproven: true }),
      };
    },
    async keep(key, keep, actor) {
      const incident = outbox.state.ledger.incident(key as IncidentKey);
      if (!incident) return failed(key, 'missing', 'there is no incident of this key');
      const numbers =
        isInCoc(incident) && incident.doubles ? [incident.incidentNum, ...incident.doubles] : [];
      if (numbers.length === 0) return failed(key, 'refused', 'COC opened it only once, as far as is known');
      if (!numbers.includes(keep)) return failed(key, 'refused', `its numbers are ${numbers.join(', ')}`);
      const choose: Decision = (view) => decideDoubled(view, { key: incident.key, actor, keep });
      const stored = await store(key, whenIdle(incident.key, choose), () => BUSY);
      if (!('length' in stored)) return stored;
      const kept = stored.find((event) => event.type === 'incident.kept');
      return { key, done: true, outcome: 'kept', close: kept?.spares ?? [] };
    },
  };
}

/** Reason to refuse a decision without a look; undefined when there is none. */
function refusal(incident: Incident, choice: DecisionChoice): string | undefined {
  if (incident.state === 'undecided') return undefined;
  if (!isByDecision(incident)) return `it does not wait for a decision: it is ${incident.state}`;
  if (incident.doubles && incident.unproven === undefined)
    return 'COC opened it more than once: choose with --keep';
  return 'again' in choice && !incident.request ? 'its request is not known any more' : undefined;
}

/** The number of a choice, as if COC did not prove it: what is refused then is refused in any case. */
function forced(key: IncidentKey, choice: DecisionChoice): NumberFor | undefined {
  return 'opened' in choice ? { key, incidentNum: choice.opened, force: choice.force ?? '' } : undefined;
}

function wordsForOwner(other: IncidentInCoc, incidentNum: string): string {
  const taken = `${incidentNum} belongs to another incident of the agent, ${other.key}`;
  const choices = 'give the number that COC has for this one, or --open-again if it has none';
  if (!isByDecision(other) || other.doubles) return `${taken}: ${choices}`;
  return `${taken}, by an operator's decision. If that was wrong, correct it first; otherwise ${choices}`;
}

/**
 * Looks what COC shows of the choice. Returns the number to go on with, none when it is to be requested again, or the
 * reason to refuse the choice.
 */
async function lookFirst(
  incident: Incident,
  choice: DecisionChoice,
  looking: ProofParts,
): Promise<{ readonly number?: NamedNumber } | string> {
  const asked = { key: incident.key, known: incidentNumOf(incident) };
  if ('again' in choice) {
    const seen = await numbersSeen(asked, looking);
    if (seen.length === 0) return {};
    return `COC shows it as ${seen.join(', ')}, so it is not requested again; the choice is --opened ${seen[0]}`;
  }
  const { opened, force } = choice;
  const proof = await proveNumber(asked, opened, looking);
  if (proof.kind === 'proven') return { number: proof.number };
  return force === undefined ? proof.why : { number: { incidentNum: opened, others: [], force } };
}

/** False when an incident has this number already, proven or not as now. */
function isNews(incident: Incident, { incidentNum, force }: NamedNumber): boolean {
  if (!isInCoc(incident) || incident.incidentNum !== incidentNum) return true;
  return force === undefined && incident.unproven !== undefined;
}

function failed(
  key: string,
  why: Extract<IncidentDecision, { done: false }>['why'],
  error: string,
): IncidentDecision {
  return { key, done: false, why, error };
}
