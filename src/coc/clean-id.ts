import { cleanLine, cutAt } from './clean-text.ts';

/** COC's limit for most ids, in characters. */
const LIMIT = 255;

/** Makes an id that COC can read: on one line, without blanks around it, and at most 255 characters. */
export function cleanId(text: string): string {
  return cutAt(cleanLine(text), LIMIT);
}
