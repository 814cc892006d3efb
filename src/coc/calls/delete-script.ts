import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { pathText } from './fields.ts';

/**
 * Deletes a script. The reference shows no answer; it names the id.
 *
 * @see COC API Reference 2.0, 4.2.3
 */
export const deleteScript = api({
  operation: 'delete-script',
  method: 'DELETE',
  path: '/v1/job/scripts/{script_uuid}',
  section: '4.2.3',
  pathParameters: z.strictObject({ script_uuid: pathText(25) }),
  answer: wrapped(z.unknown()),
});
