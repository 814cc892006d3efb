import { z } from 'zod';
import { patchItemSchema } from './patch-item.ts';

const text = z.string().max(1_024);
const count = z.int().min(0).default(0);

const severitySummarySchema = z.strictObject({
  critical_count: count,
  high_count: count,
  medium_count: count,
  low_count: count,
  informational_count: count,
  unspecified_count: count,
});

/** One report about the patches of a server, in the names in which COC answers it, with its patches. */
const patchReportSchema = z.strictObject({
  id: z.string().min(1).max(255),
  name: text,
  enterprise_project_id: text.default('0'),
  instance_id: text,
  node_id: text.default(''),
  ip: text.default(''),
  eip: text.nullable().default(null),
  region: text.default('cn-north-4'),
  group: text.nullable().default(null),
  report_scene: z.enum(['ECS', 'CCE']).default('ECS'),
  cce_info_id: text.nullable().default(null),
  status: z.enum(['compliant', 'non_compliant']),
  baseline_id: text.default(''),
  baseline_name: text.default(''),
  rule_type: text.default('standard'),
  operating_system: text.default('HuaweiCloudEulerOS'),
  compliant_summary: z.strictObject({
    compliant_count: count,
    severity_summary: severitySummarySchema.prefault({}),
  }),
  non_compliant_summary: z.strictObject({
    non_compliant_count: count,
    severity_summary: severitySummarySchema.prefault({}),
  }),
  execution_summary: z.strictObject({
    order_id: text.default(''),
    job_id: text.default(''),
    report_time: z.int().min(0).max(8_640_000_000_000_000).meta({ description: 'Epoch ms UTC.' }),
  }),
  items: z
    .array(patchItemSchema)
    .default([])
    .meta({ description: 'The patches; the counts above need not fit.' }),
});

/** One report with every default filled in. */
export type PatchReport = z.output<typeof patchReportSchema>;

/** Numbers of patches by their level. */
export type SeveritySummary = z.output<typeof severitySummarySchema>;

/** The reports: made-up ones about the servers of the fleet, the same ones for each seed, or a list. */
export const patchReportsSchema = z.union([
  z.strictObject({
    seed: z.int().default(1).meta({ description: 'Another seed makes other reports.' }),
  }),
  z.array(patchReportSchema).max(100_000),
]);

/** Reports with every default filled in. */
export type PatchReportsScript = z.output<typeof patchReportsSchema>;

/** Reports as a user writes them. */
export type PatchReportsInput = z.input<typeof patchReportsSchema>;
