import { createHash } from 'node:crypto';
import type { IncidentKey } from '../outbox/events/entry.ts';

const LONGEST_KEY = 48;

/**
 * The text by which an incident of ours is found again: it stands whole in the title, in brackets, and never in that of
 * another incident. A key that is long, or not of letters, digits and `-`, is replaced by its SHA-256, cut to 32 digits.
 */
export function markerOf(key: IncidentKey): string {
  return `[${markerWord(key)}]`;
}

/** The marker without its brackets, for a search that may give brackets a meaning of their own. */
export function markerWord(key: IncidentKey): string {
  if (key.length <= LONGEST_KEY && /^[A-Za-z0-9-]+$/.test(key)) return key;
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
