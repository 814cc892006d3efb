import { createHash } from 'node:crypto';
import type { IncidentKey } from '../outbox/events/entry.ts';

const LONGEST_KEY = 48;

/**
 * Makes the marker by which the agent finds its incident again. The title contains it in brackets, and no
 * other title does. A key that is too long, or has other characters than letters, digits and `-`, is replaced
 * by the first 32 digits of its SHA-256.
 */
export function markerOf(key: IncidentKey): string {
  return `[${markerWord(key)}]`;
}

/** Makes the marker without brackets, which may have a special meaning in a search. */
export function markerWord(key: IncidentKey): string {
  if (key.length <= LONGEST_KEY && /^[A-Za-z0-9-]+$/.test(key)) return key;
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
