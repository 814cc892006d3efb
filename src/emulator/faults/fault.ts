import { z } from 'zod';
import type { GatewayPrefix } from '../contract/gateway-answer.ts';
import { operations } from '../operation.ts';
import { isTextPattern } from '../text-pattern.ts';
import { bodyFaultSchemas, planBodyFault } from './body-fault.ts';
import { dateFaultSchema, planDateFault } from './date-fault.ts';
import { delayFaultSchemas, planDelayFault } from './delay-fault.ts';
import type { Draw } from './draws.ts';
import type { FaultPlan } from './fault-plan.ts';
import { htmlFaultSchema, planHtmlFault } from './html-fault.ts';
import { lagFaultSchema, planLagFault } from './lag-fault.ts';
import { listFaultSchema, planListFault } from './list-fault.ts';
import { planRedirectFault, redirectFaultSchema } from './redirect-fault.ts';
import { planResetFault, resetFaultSchemas } from './reset-fault.ts';
import { planStatusFault, statusFaultSchemas } from './status-fault.ts';

const faultSchema = z.discriminatedUnion('type', [
  ...statusFaultSchemas,
  ...delayFaultSchemas,
  ...resetFaultSchemas,
  ...bodyFaultSchemas,
  htmlFaultSchema,
  redirectFaultSchema,
  dateFaultSchema,
  lagFaultSchema,
  listFaultSchema,
]);

/** One fault of any type. */
export type Fault = z.output<typeof faultSchema>;

const matchSchema = z.strictObject({
  path: z.string().refine(isTextPattern, 'is not a regular expression').optional().meta({
    description: 'Prefix of the path, or a regular expression that begins with ^.',
  }),
  operation: z.enum(operations).optional(),
  alarmId: z.string().optional(),
  integrationKey: z.string().optional(),
});

const ruleSchema = z.strictObject({
  match: matchSchema.prefault({}),
  probability: z.number().min(0).max(1).default(1),
  times: z.int().min(1).optional().meta({ description: 'Largest number of times that the rule is applied.' }),
  fault: faultSchema,
});

/** Body of `PUT /emulator/faults`: all rules at once. */
export const faultRulesSchema = z.strictObject({
  seed: z.int().default(1),
  rules: z.array(ruleSchema),
});

/** A set of fault rules with every default filled in. */
export type FaultRules = z.output<typeof faultRulesSchema>;

/** A set of fault rules as a user writes it. */
export type FaultRulesInput = z.input<typeof faultRulesSchema>;

/** Plans the effect of a fault on a call. `draw` gives the random numbers of this call. */
export function planFault(fault: Fault, prefix: GatewayPrefix, draw: Draw): FaultPlan {
  switch (fault.type) {
    case 'status':
    case 'commit-then-status':
      return planStatusFault(fault, prefix, draw);
    case 'slow':
    case 'late':
    case 'hang':
    case 'drip':
      return planDelayFault(fault, draw);
    case 'reset-before':
    case 'reset-after':
      return planResetFault(fault, draw);
    case 'invalid-json':
    case 'error-code':
    case 'empty':
    case 'text':
    case 'huge':
      return planBodyFault(fault);
    case 'html':
      return planHtmlFault(fault);
    case 'redirect':
      return planRedirectFault(fault);
    case 'wrong-date':
      return planDateFault(fault);
    case 'lag':
      return planLagFault(fault, draw);
    case 'list':
      return planListFault(fault, draw);
  }
}
