import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { parseMatchers } from './matcher.ts';
import { compileTemplate } from './template.ts';

/** Schema of a template, read into its compiled form. */
export const templateSchema = z
  .string()
  .transform((text, context) => compiled(text, context, compileTemplate));

/** Schema of a list of matchers, read into one flat list of compiled ones. All of them must match. */
export const matchSchema = z
  .array(z.string().transform((text, context) => compiled(text, context, parseMatchers)))
  .min(1, 'has no matcher; to match every alert, write [\'source!=""\']')
  .transform((lists) => lists.flat());

function compiled<T>(text: string, context: z.RefinementCtx<string>, compile: (text: string) => T): T {
  try {
    return compile(text);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const remedy = thrown.issues[0]?.remedy;
    context.addIssue({ code: 'custom', message: thrown.message, params: { remedy } });
    return z.NEVER;
  }
}
