import { z } from 'zod';
import { api } from './define-api.ts';
import { pathText, saidNumber, saidText, whole } from './fields.ts';
import { PATCH_STATES } from './known-values.ts';

/**
 * Lists the patches in a report about a server.
 *
 * @see COC API Reference 2.0, 4.5.2
 */
export const getPatchReport = api({
  operation: 'get-patch-report',
  method: 'GET',
  path: '/v1/patch/instance/compliant/{instance_compliant_id}',
  section: '4.5.2',
  pathParameters: z.strictObject({ instance_compliant_id: pathText(255) }),
  query: z.strictObject({
    offset: whole(1, 1_000_000).optional(),
    limit: whole(1, 100).optional(),
    title: z.string().optional(),
    sort_dir: z.enum(['asc', 'desc']).optional(),
    sort_key: z.enum(['installed_time']).optional(),
    patch_status: z.enum(PATCH_STATES).optional(),
    classification: z.string().optional(),
    severity_level: z.string().optional(),
    compliance_level: z.string().optional(),
  }),
  answer: z.looseObject({
    count: saidNumber,
    compliance_items: z.array(
      z.looseObject({
        ...{ instance_id: saidText, title: saidText, classification: saidText },
        ...{ severity_level: saidText, compliance_level: saidText },
        patch_detail: z
          .looseObject({
            installed_time: saidNumber,
            patch_baseline_id: saidText,
            patch_baseline_name: saidText,
            patch_status: saidText,
          })
          .nullish(),
      }),
    ),
  }),
});
