import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { saidText, text, whole } from './fields.ts';

/**
 * Lists resources of a kind, such as servers (provider `ecs`, type `cloudservers`). The answer has no marker: the next page
 * begins after the `id` of its last row.
 *
 * @see COC API Reference 2.0, 4.1.1
 */
export const listResources = api({
  operation: 'list-resources',
  method: 'GET',
  path: '/v1/resources',
  section: '4.1.1',
  query: z.strictObject({
    provider: text(1, 255),
    type: text(1, 255),
    limit: whole(1, 100),
    marker: text(1, 255).optional(),
    resource_id_list: z.array(text(1, 255)).min(1).optional(),
  }),
  answer: wrapped(
    z.array(
      z.looseObject({
        /** Id in the CMDB. */
        id: z.string().min(1),
        /** Id in its own service. */
        resource_id: z.string().min(1),
        name: saidText,
        provider: saidText,
        type: saidText,
        project_id: saidText,
        region_id: saidText,
        ep_id: saidText,
        tags: z.record(z.string(), z.coerce.string()).nullish().catch(null),
        properties: z.record(z.string(), z.unknown()).nullish().catch(null),
        agent_id: saidText,
      }),
    ),
  ),
});
