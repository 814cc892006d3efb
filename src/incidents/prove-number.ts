import type { NamedNumber } from '../outbox/decide/incidents/decide-undecided.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { FailedOutcome } from '../outbox/events/outcome.ts';
import type { IncidentReader, NumbersReading, ReferenceReading } from '../outbox/ports/incident-reader.ts';

/** Reader of what COC shows of an incident. */
export type ReferenceReader = Pick<IncidentReader, 'readNumbers' | 'readReference'>;

/** Number that an operator named, with what COC shows of it. */
export type Proof =
  | { readonly kind: 'proven'; readonly number: NamedNumber }
  /** `why` says what COC shows, and what to do. */
  | { readonly kind: 'unproven'; readonly why: string };

/** Parts of the look. */
export interface ProofParts {
  readonly reader: ReferenceReader;
  /** Receives every reading that failed. */
  readonly onFailure: (failure: FailedOutcome) => void;
}

/**
 * Looks in COC whether a number is that of an incident: COC lists it with our reference, or its title has that. The
 * operator may write it in any case.
 */
export async function proveNumber(
  key: IncidentKey,
  incidentNum: string,
  { reader, onFailure }: ProofParts,
): Promise<Proof> {
  const { signal } = new AbortController();
  const list = await reader.readNumbers(key, signal);
  if (list.kind === 'failed') onFailure(list.outcome);
  const seen = list.kind === 'seen' ? list.incidentNums : [];
  const listed = seen.find((number) => number.toLowerCase() === incidentNum.toLowerCase());
  const proven = (own: string): Proof => {
    return { kind: 'proven', number: { incidentNum: own, others: seen.filter((number) => number !== own) } };
  };
  if (listed !== undefined) return proven(listed);
  const itself = await reader.readReference(incidentNum, key, signal);
  if (itself.kind === 'ours') return proven(incidentNum);
  if (itself.kind === 'failed') onFailure(itself.outcome);
  return { kind: 'unproven', why: wordsFor({ key, incidentNum, list, itself }) };
}

/**
 * Numbers that COC surely shows for an incident, among them the one that it has so far (`known`). What cannot be read
 * shows none.
 */
export async function numbersSeen(
  key: IncidentKey,
  known: string | undefined,
  { reader, onFailure }: ProofParts,
): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const list = await reader.readNumbers(key, signal);
  if (list.kind === 'failed') onFailure(list.outcome);
  const seen = list.kind === 'seen' ? list.incidentNums : [];
  if (known === undefined || seen.includes(known)) return seen;
  const itself = await reader.readReference(known, key, signal);
  if (itself.kind === 'failed') onFailure(itself.outcome);
  return itself.kind === 'ours' ? [...seen, known] : seen;
}

interface Looked {
  readonly key: IncidentKey;
  readonly incidentNum: string;
  readonly list: NumbersReading;
  readonly itself: Exclude<ReferenceReading, { kind: 'ours' }>;
}

function wordsFor({ key, incidentNum, list, itself }: Looked): string {
  const force = `--force REASON takes ${incidentNum} all the same, and the agent then leaves it alone`;
  const about = aboutItself({ key, incidentNum, itself });
  if (list.kind === 'failed')
    return `${about}. COC's list could not be read: ${list.outcome.detail}. Try again later; ${force}`;
  const [first] = list.incidentNums;
  if (first !== undefined)
    return `${about}. COC shows this incident as ${list.incidentNums.join(', ')}: give --opened ${first}; ${force}`;
  if (list.gap !== undefined)
    return `${about}. COC's list may lack this incident: ${list.gap}. Search COC for [${key}]; ${force}`;
  return `${about}. COC lists no incident with [${key}]: --open-again requests it; ${force}`;
}

function aboutItself({ key, incidentNum, itself }: Omit<Looked, 'list'>): string {
  if (itself.kind === 'foreign')
    return `${incidentNum} is another problem's: its title lacks [${key}], the reference of this incident`;
  const { kind, reason, detail } = itself.outcome;
  if (kind === 'rejected' && reason === 'not-found') return `COC has no incident ${incidentNum}`;
  return `${incidentNum} could not be read: ${detail}`;
}
