import { cleanLine, cutAt } from './clean-text.ts';

/** Application id that COC gets when nothing has one. COC may refuse it, and certainly refuses an empty one. */
const NO_APPLICATION = 'unknown';

const LIMIT = 255;

/** Makes an application id that COC can read: never empty, at most 255 characters. */
export function applicationIdOf(text: string): string {
  return cutAt(cleanLine(text), LIMIT) || NO_APPLICATION;
}
