import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { long, saidId, saidNumber, saidText, text, whole } from './fields.ts';
import { RISK_LEVELS, SCRIPT_TYPES } from './known-values.ts';
import { saidScriptProperties } from './script-fields.ts';

/**
 * Lists scripts. The next page begins after the `id` of the last row.
 *
 * @see COC API Reference 2.0, 4.2.2
 */
export const listScripts = api({
  operation: 'list-scripts',
  method: 'GET',
  path: '/v1/job/scripts',
  section: '4.2.2',
  query: z.strictObject({
    limit: whole(1, 100),
    marker: long(0n).optional(),
    name_like: text(1, 32).optional(),
    creator: text(1, 64).optional(),
    risk_level: z.enum(RISK_LEVELS).optional(),
    type: z.enum(SCRIPT_TYPES).optional(),
  }),
  answer: wrapped(
    z.looseObject({
      total: saidNumber,
      data: z.array(
        z.looseObject({
          id: saidId,
          script_uuid: z.string().min(1),
          name: z.string(),
          type: saidText,
          status: saidText,
          gmt_created: saidNumber,
          gmt_modified: saidNumber,
          creator: saidText,
          creator_id: saidText,
          operator: saidText,
          properties: saidScriptProperties,
        }),
      ),
    }),
    // Bare, it has a field `data` itself: the list.
    (data) => typeof data === 'object' && data !== null && !Array.isArray(data),
  ),
});
