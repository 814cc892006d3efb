import { z } from 'zod';
import type { DeadLetterChange, DeadLetterChanges } from '../../dead-letters/dead-letter-changes.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import { ambiguityOf, type Candidate } from '../candidates.ts';
import {
  deadLetterFilterSchema,
  deadLettersMatching,
  oldestFirst,
  readDeadLetter,
} from './dead-letter-filter.ts';
import { deadLettersNamed } from './dead-letters-named.ts';

/**
 * The body of a change of many dead letters: exactly one of `ids`, `all` and `filter`. Without `dryRun: false` nothing is
 * changed, and the answer only counts what would be.
 */
export const bulkChangeSchema = z
  .strictObject({
    ids: z.array(z.string()).min(1).max(10_000).optional(),
    all: z.literal(true).optional(),
    filter: deadLetterFilterSchema.optional(),
    dryRun: z.boolean().default(true),
  })
  .refine(({ ids, all, filter }) => [ids, all, filter].filter((one) => one !== undefined).length === 1, {
    error: 'give exactly one of ids, all: true, and filter',
  });

/** A parsed {@link bulkChangeSchema}. */
export type BulkChange = z.output<typeof bulkChangeSchema>;

/** Limit of failures that an answer lists. All are counted. */
const MAX_LISTED_FAILURES = 1_000;

interface Surroundings {
  readonly view: AgentView;
  readonly timezone: string;
  readonly change: DeadLetterChanges['redrive' | 'discard'];
  readonly actor: string;
}

/** An id that fits several dead letters, so that none of them is changed. */
interface Ambiguous {
  readonly id: string;
  readonly done: false;
  readonly why: 'ambiguous';
  readonly error: string;
  readonly candidates: readonly Candidate[];
}

/**
 * Changes many dead letters one after the other, the oldest first. A failure is listed and does not stop the others.
 * Given ids may be whole, or anything else that {@link deadLettersNamed} takes.
 */
export async function runBulkChange(asked: BulkChange, { view, change, actor, timezone }: Surroundings) {
  const { ids, ambiguous } = await selectedIds(asked, view, timezone);
  const outcomes: Record<string, number> = {};
  const failed: (DeadLetterChange | Ambiguous)[] = ambiguous.slice(0, MAX_LISTED_FAILURES);
  let failures = ambiguous.length;
  for (const id of ids) {
    const result = asked.dryRun ? await checkExists(id, view) : await change(id, actor);
    if (result.done) outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
    else if (++failures <= MAX_LISTED_FAILURES) failed.push(result);
  }
  const selected = ids.length + ambiguous.length;
  return { dryRun: asked.dryRun, selected, ...outcomes, failures, failed };
}

interface Selected {
  readonly ids: readonly string[];
  readonly ambiguous: readonly Ambiguous[];
}

async function selectedIds(
  { ids, filter }: BulkChange,
  { deadLetters }: AgentView,
  timezone: string,
): Promise<Selected> {
  const all = oldestFirst(deadLetters.ids());
  if (!ids) {
    if (!filter) return { ids: all, ambiguous: [] };
    const matching: string[] = [];
    for await (const { id } of deadLettersMatching(deadLetters, all, filter)) matching.push(id);
    return { ids: matching, ambiguous: [] };
  }
  const found = [...(await deadLettersNamed(deadLetters, ids, timezone))];
  const ambiguous = found.flatMap(([typed, result]): Ambiguous[] => {
    if (result.kind !== 'several') return [];
    const error = ambiguityOf(typed, result, 'dead letter');
    return [{ id: typed, done: false, why: 'ambiguous', error, candidates: result.candidates }];
  });
  const known = found.flatMap(([typed, result]) => {
    if (result.kind === 'several') return [];
    return [result.kind === 'one' ? result.id : typed];
  });
  const places = new Map(all.map((id, place) => [id, place]));
  const sorted = [...new Set(known)].sort((a, b) => (places.get(a) ?? -1) - (places.get(b) ?? -1));
  return { ids: sorted, ambiguous };
}

/** The step of a dry run: only checks that the dead letter exists. */
async function checkExists(
  id: string,
  { deadLetters }: AgentView,
): Promise<DeadLetterChange | { readonly done: true; readonly outcome: 'found' }> {
  if (await readDeadLetter(deadLetters, id)) return { done: true, outcome: 'found' };
  return { id, done: false, why: 'missing', error: 'there is no dead letter with this id' };
}
