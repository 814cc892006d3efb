import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { text } from './fields.ts';
import { SCRIPT_TYPES } from './known-values.ts';
import { definedParameters, scriptContent, scriptName, scriptProperties } from './script-fields.ts';

/**
 * Creates a script. Its name must be new. Without reviewers it is approved at once. Answers its id.
 *
 * @see COC API Reference 2.0, 4.2.1
 */
export const createScript = api({
  operation: 'create-script',
  method: 'POST',
  path: '/v1/job/scripts',
  section: '4.2.1',
  body: z.strictObject({
    name: scriptName,
    properties: scriptProperties,
    description: text(1, 256),
    type: z.enum(SCRIPT_TYPES),
    content: scriptContent,
    script_params: definedParameters(20).optional(),
  }),
  answer: wrapped(z.string().min(1)),
});
