import { z } from 'zod';
import type { AgentView } from '../../observability/agent-view.ts';
import type { DeadLetter } from '../../outbox/ports/dead-letters.ts';

type Letters = AgentView['deadLetters'];

/** Which dead letters are meant: all that have what is given. */
export const letterFilterSchema = z.strictObject({
  kind: z.enum(['refused', 'unreadable-alert', 'unreadable-body']).optional(),
  source: z.string().optional(),
  reason: z.string().optional(),
});

/** {@link letterFilterSchema}, read. */
export type LetterFilter = z.output<typeof letterFilterSchema>;

const FILTER_KEYS = ['kind', 'source', 'reason'] as const;
const ID = /^[A-Za-z0-9-]{1,128}$/;

/** The filter in the query of a URL; undefined when it asks for a kind that there is not. */
export function letterFilterOf(query: URLSearchParams): LetterFilter | undefined {
  const given = FILTER_KEYS.flatMap((key) => (query.has(key) ? [[key, query.get(key)]] : []));
  const parsed = letterFilterSchema.safeParse(Object.fromEntries(given));
  return parsed.success ? parsed.data : undefined;
}

/** Whether a filter says anything at all. */
export function isNarrow(filter: LetterFilter): boolean {
  return FILTER_KEYS.some((key) => filter[key] !== undefined);
}

/** One dead letter, whole. Ids become file names, so only what can be an id is looked up. */
export async function readLetter(letters: Letters, id: string): Promise<DeadLetter | undefined> {
  return ID.test(id) ? letters.get(id) : undefined;
}

/** The letters that a filter means, of these ids and in their order. */
export async function* lettersOf(
  letters: Letters,
  ids: readonly string[],
  filter: LetterFilter,
): AsyncIterable<DeadLetter> {
  for (const id of ids) {
    const letter = await readLetter(letters, id);
    if (letter && matches(letter, filter)) yield letter;
  }
}

function matches(letter: DeadLetter, filter: LetterFilter): boolean {
  return FILTER_KEYS.every((key) => filter[key] === undefined || filter[key] === letter[key]);
}

/** The order in which letters can be put back: the entries of a lane as they were queued, then the rest as it came. */
export function oldestFirst(ids: readonly string[]): readonly string[] {
  return [...ids].reverse().sort((a, b) => entryNumber(a) - entryNumber(b));
}

function entryNumber(id: string): number {
  return Number(/^entry-(\d+)$/.exec(id)?.[1] ?? Number.MAX_SAFE_INTEGER);
}
