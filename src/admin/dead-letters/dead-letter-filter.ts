import { z } from 'zod';
import type { AgentView } from '../../observability/agent-view.ts';
import type { DeadLetter } from '../../outbox/ports/dead-letters.ts';

type DeadLetterReader = AgentView['deadLetters'];

/** A filter for dead letters: it matches those that meet every given condition. */
export const deadLetterFilterSchema = z.strictObject({
  kind: z.enum(['refused', 'unreadable-alert', 'unreadable-body']).optional(),
  source: z.string().optional(),
  reason: z.string().optional(),
});

/** A parsed {@link deadLetterFilterSchema}. */
export type DeadLetterFilter = z.output<typeof deadLetterFilterSchema>;

const CONDITIONS = ['kind', 'source', 'reason'] as const;
const ID = /^[A-Za-z0-9-]{1,128}$/;

/** Reads a filter from the query of a URL; undefined when its kind does not exist. */
export function deadLetterFilterOf(query: URLSearchParams): DeadLetterFilter | undefined {
  const given = CONDITIONS.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : []));
  const parsed = deadLetterFilterSchema.safeParse(Object.fromEntries(given));
  return parsed.success ? parsed.data : undefined;
}

/** Tells whether a filter has any condition. */
export function hasConditions(filter: DeadLetterFilter): boolean {
  return CONDITIONS.some((name) => filter[name] !== undefined);
}

/** Reads one whole dead letter. Ids become file names, so anything that cannot be an id is not looked up. */
export async function readDeadLetter(
  deadLetters: DeadLetterReader,
  id: string,
): Promise<DeadLetter | undefined> {
  return ID.test(id) ? deadLetters.get(id) : undefined;
}

/** Reads the dead letters of these ids that match a filter, in the order of the ids. */
export async function* deadLettersMatching(
  deadLetters: DeadLetterReader,
  ids: readonly string[],
  filter: DeadLetterFilter,
): AsyncIterable<DeadLetter> {
  for (const id of ids) {
    const deadLetter = await readDeadLetter(deadLetters, id);
    if (deadLetter && matchesFilter(deadLetter, filter)) yield deadLetter;
  }
}

function matchesFilter(deadLetter: DeadLetter, filter: DeadLetterFilter): boolean {
  return CONDITIONS.every((name) => filter[name] === undefined || filter[name] === deadLetter[name]);
}

/** Sorts ids for a redrive: entries in the order in which they were queued, then the others in the order of arrival. */
export function oldestFirst(ids: readonly string[]): readonly string[] {
  return [...ids].reverse().sort((a, b) => entryNumber(a) - entryNumber(b));
}

function entryNumber(id: string): number {
  return Number(/^entry-(\d+)$/.exec(id)?.[1] ?? Number.MAX_SAFE_INTEGER);
}
