import { z } from 'zod';

/** Setting `language`. */
export const languageSchema = z.enum(['en', 'zh', 'both']).default('en').meta({
  description:
    'Language of what the agent itself writes into COC: en for English, zh for Chinese, both for one behind the other. Texts of alerts and templates stay as they are.',
});
