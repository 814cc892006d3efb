import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { pathText, text } from './fields.ts';
import { SCRIPT_TYPES } from './known-values.ts';
import { definedParameters, scriptContent, scriptName, scriptProperties } from './script-fields.ts';

/**
 * Changes a script. One with reviewers needs them again. The table of the reference has neither `name` nor `type`, which its
 * example sends: they are taken as what they were. It allows five parameters in its table and 20 in its text.
 *
 * @see COC API Reference 2.0, 4.2.4
 */
export const updateScript = api({
  operation: 'update-script',
  method: 'PUT',
  path: '/v1/job/scripts/{script_uuid}',
  section: '4.2.4',
  pathParameters: z.strictObject({ script_uuid: pathText(25) }),
  body: z.strictObject({
    description: text(1, 256),
    content: scriptContent,
    properties: scriptProperties.optional(),
    script_params: definedParameters(20).optional(),
    name: scriptName.optional(),
    type: z.enum(SCRIPT_TYPES).optional(),
  }),
  answer: wrapped(z.string().min(1)),
});
