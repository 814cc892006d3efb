import { z } from 'zod';
import { saidFlag, saidNumber, saidText, text, whole } from './fields.ts';
import { RISK_LEVELS } from './known-values.ts';

const PROTOCOLS = [
  ...(['DEFAULT', 'SMS', 'EMAIL', 'DING_TALK', 'WE_LINK', 'WECHAT', 'CALLNOTIFY', 'NOT_TO_NOTIFY'] as const),
] as const;

/** Name of a script: Chinese characters, letters, digits and underscores. */
export const scriptName = text(1, 64).regex(
  /^[\u4e00-\u9fa5A-Za-z0-9_]+$/,
  'has other characters than Chinese ones, letters, digits and _',
);

/**
 * What a script does: characters, and bytes too, because the text counts the former and the product's limits the latter.
 */
export const scriptContent = text(1, 4_096).refine(
  (content) => content.length > 4_096 || Buffer.byteLength(content) <= 4_096,
  'has more than 4096 bytes in UTF-8',
);

export const scriptProperties = z.strictObject({
  risk_level: z.enum(RISK_LEVELS),
  version: text(1, 10),
  reviewers: z
    .array(z.strictObject({ reviewer_name: text(1, 64), reviewer_id: text(0, 32) }))
    .max(5)
    .optional(),
  protocol: z.enum(PROTOCOLS).optional(),
});

const parameterName = text(1, 64).regex(/^\w+$/, 'has other characters than letters, digits and _');

/**
 * Value of a parameter. COC's reference prints its pattern in three forms, none of them whole. These are the characters that
 * all forms allow, so that COC takes what passes.
 */
export const parameterValue = text(0, 1_024)
  .regex(/^[A-Za-z0-9_\-/.\x20?:"=+@{}]*$/, 'has characters that COC does not take in a parameter')
  .refine((value) => !value.includes('..'), 'has two dots in a row');

interface Ordered {
  readonly param_name: string;
  readonly param_order: number;
}

/** Parameters have different names, and their order goes from 1 on without a gap. */
function inOrder(parameters: readonly Ordered[]): boolean {
  const orders = parameters.map(({ param_order }) => param_order).toSorted((a, b) => a - b);
  const names = new Set(parameters.map(({ param_name }) => param_name));
  return names.size === parameters.length && orders.every((order, at) => order === at + 1);
}

export const NOT_IN_ORDER =
  'has two parameters of one name, or whose order does not go from 1 on without a gap';

const definedParameter = z.strictObject({
  param_name: parameterName,
  param_value: parameterValue,
  param_description: text(0, 256),
  param_order: whole(1, 20),
  sensitive: z.boolean(),
});

/** Parameters that a script declares, so many at most. */
export function definedParameters(most: number) {
  return z.array(definedParameter).max(most).refine(inOrder, NOT_IN_ORDER);
}

/** Parameters of one execution. */
export const givenParameters = z
  .array(
    z.strictObject({ param_name: parameterName, param_value: parameterValue, param_order: whole(1, 20) }),
  )
  .max(20)
  .refine(inOrder, NOT_IN_ORDER);

/** Properties of a script in answers. */
export const saidScriptProperties = z
  .looseObject({
    risk_level: saidText,
    version: saidText,
    reviewers: z.array(z.looseObject({ reviewer_name: saidText, reviewer_id: saidText })).nullish(),
    protocol: saidText,
  })
  .nullish();

/** Parameters of a script in answers. */
export const saidParameters = z
  .array(
    z.looseObject({
      param_name: z.string(),
      param_value: saidText,
      param_description: saidText,
      param_order: saidNumber,
      sensitive: saidFlag,
    }),
  )
  .nullish();

/** What an execution was started with, in answers. */
export const saidExecuteParam = z
  .looseObject({
    resourceful: saidFlag,
    timeout: saidNumber,
    success_rate: saidNumber,
    execute_user: saidText,
    script_params: saidParameters,
  })
  .nullish();
