import { z } from 'zod';
import type { DeadLetterChange, DeadLetterChanges } from '../../dead-letters/dead-letter-changes.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import { letterFilterSchema, lettersOf, oldestFirst, readLetter } from './dead-letter-filter.ts';

/**
 * What a change of many letters is asked with: exactly one of `ids`, `all` and `filter`. Without `dryRun: false` nothing
 * is changed, and the answer tells what would be.
 */
export const bulkSchema = z
  .strictObject({
    ids: z.array(z.string()).min(1).max(10_000).optional(),
    all: z.literal(true).optional(),
    filter: letterFilterSchema.optional(),
    dryRun: z.boolean().default(true),
  })
  .refine(({ ids, all, filter }) => [ids, all, filter].filter((one) => one !== undefined).length === 1, {
    error: 'give exactly one of ids, all: true, and filter',
  });

/** {@link bulkSchema}, read. */
export type BulkRequest = z.output<typeof bulkSchema>;

/** Failures that an answer names; all are counted. */
const MAX_NAMED = 1_000;

interface Bulk {
  readonly view: AgentView;
  readonly change: DeadLetterChanges['redrive' | 'discard'];
  readonly actor: string;
}

/** Changes many letters, one after the other, the oldest first; one that can't be changed is named and harms no other. */
export async function changeLetters(asked: BulkRequest, { view, change, actor }: Bulk) {
  const ids = await selected(asked, view);
  const outcomes: Record<string, number> = {};
  const failed: DeadLetterChange[] = [];
  let failures = 0;
  for (const id of ids) {
    const result = asked.dryRun ? await looked(id, view) : await change(id, actor);
    if (result.done) outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
    else if (++failures <= MAX_NAMED) failed.push(result);
  }
  return { dryRun: asked.dryRun, selected: ids.length, ...outcomes, failures, failed };
}

async function selected(
  { ids, filter }: BulkRequest,
  { deadLetters }: AgentView,
): Promise<readonly string[]> {
  const all = oldestFirst(deadLetters.ids());
  if (ids) {
    const places = new Map(all.map((id, place) => [id, place]));
    return [...new Set(ids)].sort((a, b) => (places.get(a) ?? -1) - (places.get(b) ?? -1));
  }
  if (!filter) return all;
  const found: string[] = [];
  for await (const { id } of lettersOf(deadLetters, all, filter)) found.push(id);
  return found;
}

/** A dry run: only whether there is one of this id. */
async function looked(
  id: string,
  { deadLetters }: AgentView,
): Promise<DeadLetterChange | { readonly done: true; readonly outcome: 'found' }> {
  if (await readLetter(deadLetters, id)) return { done: true, outcome: 'found' };
  return { id, done: false, why: 'missing', error: 'there is none of this id' };
}
