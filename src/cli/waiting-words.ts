import { z } from 'zod';
import { safeText } from './terminal/safe-text.ts';

/** Reason in the admin API for which something waits for COC; absent in answers of older agents. */
export const waitingSchema = z.object({ behind: z.number(), words: z.string() }).nullish();

/** Lines about why something waits for COC: none when it does not wait. */
export function waitingWords(waiting: z.output<typeof waitingSchema>): readonly string[] {
  if (!waiting) return [];
  const { behind, words } = waiting;
  const later = behind === 1 ? 'one later change waits' : `${behind} later changes wait`;
  return [safeText(words), ...(behind === 0 ? [] : [`Behind it, ${later} for this one.`])];
}
