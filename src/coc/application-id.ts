import { cleanId } from './clean-id.ts';

/** Application id that COC gets when nothing has one. COC may refuse it, and certainly refuses an empty one. */
const NO_APPLICATION = 'unknown';

/** Makes an application id that COC can read: never empty, at most 255 characters. */
export function applicationIdOf(text: string): string {
  return cleanId(text) || NO_APPLICATION;
}
