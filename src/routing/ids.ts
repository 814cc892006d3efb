import { z } from 'zod';
import { isVisible } from '../alerts/first-text.ts';

/** COC's limit for most ids, in characters. */
const LONGEST_ID = 255;

/** Schema of an id of COC: 1 to 255 characters, of which at least one is visible. */
export function idSchema(description: string) {
  return z
    .string()
    .min(1)
    .max(LONGEST_ID)
    .refine(isVisible, 'is blank; write the id, or leave the key out')
    .meta({ description });
}
