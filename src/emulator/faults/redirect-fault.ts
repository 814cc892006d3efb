import { z } from 'zod';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Redirects the client to another address, which it must not follow with its credentials. */
export const redirectFaultSchema = z.strictObject({
  type: z.literal('redirect'),
  status: z.union([301, 302, 303, 307, 308].map((code) => z.literal(code))).default(302),
  location: z.string().regex(/^[\x21-\x7e]+$/),
  commit: z.boolean().default(false).meta({ description: 'true processes the call first.' }),
});

/** Plans a redirect fault. */
export function planRedirectFault(fault: z.output<typeof redirectFaultSchema>): FaultPlan {
  const headers = { Location: fault.location };
  return sendInstead(fault.commit, { kind: 'message', status: fault.status, headers, body: '' });
}
