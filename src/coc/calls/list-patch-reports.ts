import { z } from 'zod';
import { api } from './define-api.ts';
import { saidNumber, saidText, whole } from './fields.ts';

const severities = z
  .looseObject({
    critical_count: saidNumber,
    high_count: saidNumber,
    informational_count: saidNumber,
    low_count: saidNumber,
    medium_count: saidNumber,
    unspecified_count: saidNumber,
  })
  .nullish();

/**
 * Lists the newest report of each server about its patches. `offset` begins with 1: whether it counts rows or pages, the
 * reference does not say.
 *
 * @see COC API Reference 2.0, 4.5.1
 */
export const listPatchReports = api({
  operation: 'list-patch-reports',
  method: 'GET',
  path: '/v1/patch/instance/compliant',
  section: '4.5.1',
  query: z.strictObject({
    enterprise_project_id: z.string().optional(),
    name: z.string().optional(),
    instance_id: z.string().optional(),
    ip: z.string().optional(),
    eip: z.string().optional(),
    operating_system: z.enum(['HuaweiCloudEulerOS', 'CentOS', 'EulerOS']).optional(),
    region: z.string().optional(),
    group: z.string().optional(),
    compliant_status: z.enum(['non_compliant', 'compliant']).optional(),
    order_id: z.string().optional(),
    offset: whole(1, 1_000_000).optional(),
    limit: whole(1, 100).optional(),
    sort_dir: z.enum(['asc', 'desc']).optional(),
    sort_key: z.enum(['report_time']).optional(),
    report_scene: z.enum(['CCE', 'ECS']).optional(),
    cce_info_id: z.string().optional(),
  }),
  answer: z.looseObject({
    count: saidNumber,
    instance_compliant: z.array(
      z.looseObject({
        id: z.string().min(1),
        compliant_summary: z
          .looseObject({ compliant_count: saidNumber, severity_summary: severities })
          .nullish(),
        non_compliant_summary: z
          .looseObject({ non_compliant_count: saidNumber, severity_summary: severities })
          .nullish(),
        execution_summary: z
          .looseObject({ order_id: saidText, job_id: saidText, report_time: saidNumber })
          .nullish(),
        ...{ enterprise_project_id: saidText, name: saidText, instance_id: saidText, node_id: saidText },
        ...{ ip: saidText, eip: saidText, region: saidText, group: saidText, report_scene: saidText },
        ...{ cce_info_id: saidText, status: saidText, baseline_id: saidText, baseline_name: saidText },
        ...{ rule_type: saidText, operating_system: saidText },
      }),
    ),
  }),
});
