import { z } from 'zod';

/** States of a patch on a server. @see COC API Reference 2.0, table 4-104 */
export const patchStatuses = [
  'INSTALLED',
  'INSTALLED_OTHER',
  'MISSING',
  'REJECT',
  'FAILED',
  'PENDING_REBOOT',
] as const;

const text = z.string().max(1_024);

/** One patch of a report, in the names in which COC answers it. */
export const patchItemSchema = z.strictObject({
  instance_id: text,
  title: text,
  classification: text.default(''),
  severity_level: text.default(''),
  compliance_level: text.default('UNSPECIFIED'),
  patch_detail: z.strictObject({
    installed_time: z
      .int()
      .min(0)
      .max(8_640_000_000_000_000)
      .nullable()
      .default(null)
      .meta({ description: 'Epoch ms UTC.' }),
    patch_baseline_id: text.default(''),
    patch_baseline_name: text.default(''),
    patch_status: z.enum(patchStatuses),
  }),
});

/** One patch of a report with every default filled in. */
export type PatchItem = z.output<typeof patchItemSchema>;

/**
 * True for a patch as it should be. That a rejected one is not, and one that waits for a restart neither, is an assumption.
 */
export function isCompliant({ patch_detail }: PatchItem): boolean {
  return patch_detail.patch_status === 'INSTALLED' || patch_detail.patch_status === 'INSTALLED_OTHER';
}
