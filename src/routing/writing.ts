import { type CocLanguage, type CocWords, cocWords } from './coc-words.ts';

/** How the agent writes into COC: its phrases, and the zone in which it tells times. */
export interface Writing {
  readonly words: CocWords;
  readonly zone: string;
}

interface Settings {
  readonly language: CocLanguage;
  readonly admin: { readonly timezone: string };
}

/** Returns how the agent writes under a configuration. */
export function writingOf({ language, admin }: Settings): Writing {
  return { words: cocWords(language), zone: admin.timezone };
}
