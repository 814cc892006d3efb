import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { pathText, saidNumber, saidText } from './fields.ts';
import { saidParameters, saidScriptProperties } from './script-fields.ts';

/**
 * Reads a script with its content. Its own `version` is deprecated; that in `properties` counts.
 *
 * @see COC API Reference 2.0, 4.2.5
 */
export const getScript = api({
  operation: 'get-script',
  method: 'GET',
  path: '/v1/job/scripts/{script_uuid}',
  section: '4.2.5',
  pathParameters: z.strictObject({ script_uuid: pathText(25) }),
  answer: wrapped(
    z.looseObject({
      script_uuid: z.string().min(1),
      name: z.string(),
      version: saidText,
      description: saidText,
      type: z.string(),
      content: z.string(),
      script_params: saidParameters,
      status: z.string(),
      gmt_created: saidNumber,
      gmt_modified: saidNumber,
      creator: saidText,
      creator_id: saidText,
      operator: saidText,
      properties: saidScriptProperties,
    }),
  ),
});
