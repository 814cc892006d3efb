import { z } from 'zod';
import type { DeadLetterChange, DeadLetterChanges } from '../../dead-letters/dead-letter-changes.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import {
  deadLetterFilterSchema,
  deadLettersMatching,
  oldestFirst,
  readDeadLetter,
} from './dead-letter-filter.ts';

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
  readonly change: DeadLetterChanges['redrive' | 'discard'];
  readonly actor: string;
}

/** Changes many dead letters one after the other, the oldest first. A failure is listed and does not stop the others. */
export async function runBulkChange(asked: BulkChange, { view, change, actor }: Surroundings) {
  const ids = await selectedIds(asked, view);
  const outcomes: Record<string, number> = {};
  const failed: DeadLetterChange[] = [];
  let failures = 0;
  for (const id of ids) {
    const result = asked.dryRun ? await checkExists(id, view) : await change(id, actor);
    if (result.done) outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
    else if (++failures <= MAX_LISTED_FAILURES) failed.push(result);
  }
  return { dryRun: asked.dryRun, selected: ids.length, ...outcomes, failures, failed };
}

async function selectedIds(
  { ids, filter }: BulkChange,
  { deadLetters }: AgentView,
): Promise<readonly string[]> {
  const all = oldestFirst(deadLetters.ids());
  if (ids) {
    const places = new Map(all.map((id, place) => [id, place]));
    return [...new Set(ids)].sort((a, b) => (places.get(a) ?? -1) - (places.get(b) ?? -1));
  }
  if (!filter) return all;
  const found: string[] = [];
  for await (const { id } of deadLettersMatching(deadLetters, all, filter)) found.push(id);
  return found;
}

/** The step of a dry run: only checks that the dead letter exists. */
async function checkExists(
  id: string,
  { deadLetters }: AgentView,
): Promise<DeadLetterChange | { readonly done: true; readonly outcome: 'found' }> {
  if (await readDeadLetter(deadLetters, id)) return { done: true, outcome: 'found' };
  return { id, done: false, why: 'missing', error: 'there is no dead letter with this id' };
}
