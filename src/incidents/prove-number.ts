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

/** Incident of which COC is asked. */
export interface AskedIncident {
  readonly key: IncidentKey;
  /** Number that it has so far. */
  readonly known?: string | undefined;
}

/**
 * Looks in COC whether a number is that of an incident: COC lists it with our reference, or its title has that. The
 * operator may write it in any case.
 */
export async function proveNumber(
  asked: AskedIncident,
  incidentNum: string,
  parts: ProofParts,
): Promise<Proof> {
  const { list, seen } = await look(asked, parts);
  const proven = (own: string): Proof => {
    return { kind: 'proven', number: { incidentNum: own, others: seen.filter((number) => number !== own) } };
  };
  const shown = seen.find((number) => number.toLowerCase() === incidentNum.toLowerCase());
  if (shown !== undefined) return proven(shown);
  const itself = await readItself(asked.key, incidentNum, parts);
  if (itself.kind === 'ours') return proven(incidentNum);
  return { kind: 'unproven', why: wordsFor({ key: asked.key, incidentNum, list, seen, itself }) };
}

/** Numbers that COC surely shows for an incident. What cannot be read shows none. */
export async function numbersSeen(asked: AskedIncident, parts: ProofParts): Promise<readonly string[]> {
  return (await look(asked, parts)).seen;
}

/** Reads COC's list, and the number that an incident has so far where the list lacks it. */
async function look({ key, known }: AskedIncident, parts: ProofParts) {
  const list = await parts.reader.readNumbers(key, new AbortController().signal);
  if (list.kind === 'failed') parts.onFailure(list.outcome);
  const seen = list.kind === 'seen' ? list.incidentNums : [];
  if (known === undefined || seen.includes(known)) return { list, seen };
  const itself = await readItself(key, known, parts);
  return { list, seen: itself.kind === 'ours' ? [...seen, known] : seen };
}

async function readItself(key: IncidentKey, incidentNum: string, { reader, onFailure }: ProofParts) {
  const itself = await reader.readReference(incidentNum, key, new AbortController().signal);
  if (itself.kind === 'failed') onFailure(itself.outcome);
  return itself;
}

interface Looked {
  readonly key: IncidentKey;
  readonly incidentNum: string;
  readonly list: NumbersReading;
  readonly seen: readonly string[];
  readonly itself: Exclude<ReferenceReading, { kind: 'ours' }>;
}

function wordsFor({ key, incidentNum, list, seen, itself }: Looked): string {
  const force = `--force REASON takes ${incidentNum} all the same, and the agent then leaves it alone`;
  const about = aboutItself({ key, incidentNum, itself });
  if (seen.length > 0)
    return `${about}. COC shows this incident as ${seen.join(', ')}: give --opened ${seen[0]}; ${force}`;
  if (list.kind === 'failed')
    return `${about}. COC's list could not be read: ${list.outcome.detail}. Try again later; ${force}`;
  if (list.gap !== undefined)
    return `${about}. COC's list may lack this incident: ${list.gap}. Search COC for [${key}]; ${force}`;
  return `${about}. COC lists no incident with [${key}]: --open-again requests it; ${force}`;
}

function aboutItself({ key, incidentNum, itself }: Omit<Looked, 'list' | 'seen'>): string {
  if (itself.kind === 'foreign')
    return `${incidentNum} is another problem's: its title lacks [${key}], the reference of this incident`;
  const { kind, reason, detail } = itself.outcome;
  if (kind === 'rejected' && reason === 'not-found') return `COC has no incident ${incidentNum}`;
  return `${incidentNum} could not be read: ${detail}`;
}
