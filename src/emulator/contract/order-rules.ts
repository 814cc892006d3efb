import { orderOperations } from '../orders/order-plan.ts';
import { type FieldRules, invalidValue, LONG_MAX } from './check-fields.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { checkParams, givenParamRules, MOST_PARAMS, paramsOf } from './script-params.ts';

/** Rules for the path of an order. */
export const orderPathRules: FieldRules = {
  execute_uuid: { kind: 'text', required: true, min: 1, max: 26 },
};

/** Checks of an execution. The API of today needs less. @see COC API Reference 2.0, 4.2.6 */
export function executeChecksOf(contract: string) {
  return { rules: executeRules({ required: contract !== 'current' }), more: checkExecution };
}

/** Checks of an operation on an order. @see COC API Reference 2.0, 4.3.6 */
export const operateChecks = {
  rules: {
    batch_index: { kind: 'long', required: false, min: 1, max: 20 },
    instance_id: { kind: 'long', required: false, min: 1, max: LONG_MAX },
    operation_type: { kind: 'enum', required: true, values: orderOperations },
  } satisfies FieldRules,
  more: checkOperation,
};

function executeRules({ required }: { readonly required: boolean }): FieldRules {
  return {
    execute_param: {
      kind: 'object',
      required: true,
      rules: {
        resourceful: { kind: 'boolean', required },
        timeout: { kind: 'long', required: true, min: 5, max: 1800 },
        success_rate: { kind: 'double', required: true, min: 1, max: 100 },
        execute_user: { kind: 'text', required: true, min: 1, max: 32 },
        script_params: { kind: 'objects', required: false, count: MOST_PARAMS, rules: givenParamRules },
      },
    },
    execute_batches: {
      kind: 'objects',
      required: true,
      minCount: 1,
      count: 20,
      rules: {
        batch_index: { kind: 'long', required: true, min: 1, max: 20 },
        target_instances: {
          kind: 'objects',
          required: true,
          minCount: 1,
          count: 10,
          rules: {
            resource_id: { kind: 'text', required: true, min: 1, max: 64 },
            agent_sn: { kind: 'text', required, min: 1, max: 32 },
            project_id: { kind: 'text', required, min: 1, max: 32 },
            region_id: { kind: 'text', required: true, min: 1, max: 32 },
          },
        },
        rotation_strategy: { kind: 'enum', required: true, values: ['CONTINUE', 'PAUSE'] },
      },
    },
  };
}

/** Batches have the indexes from 1 on, each once, in any order. A rate has one decimal at most. */
function checkExecution({ execute_param, execute_batches }: JsonObject): string[] {
  const param = isJsonObject(execute_param) ? execute_param : {};
  const rate = Number(param.success_rate);
  const isFine = Math.abs(rate * 10 - Math.round(rate * 10)) < 1e-9;
  const batches = Array.isArray(execute_batches) ? execute_batches.filter(isJsonObject) : [];
  const indexes = batches.map(({ batch_index }) => Number(batch_index)).toSorted((a, b) => a - b);
  const wrong = indexes.find((index, at) => index !== at + 1);
  return [
    ...(isFine ? [] : [invalidValue('success_rate', rate)]),
    ...checkParams(paramsOf(param)),
    ...(wrong === undefined ? [] : [invalidValue('batch_index', wrong)]),
  ];
}

/** A skipped batch needs its index, a cancelled instance its id. */
function checkOperation({ operation_type, batch_index, instance_id }: JsonObject): string[] {
  if (operation_type === 'SKIP_BATCH' && typeof batch_index !== 'number')
    return ['batch_index must not be null'];
  if (operation_type === 'CANCEL_INSTANCE' && typeof instance_id !== 'number')
    return ['instance_id must not be null'];
  return [];
}
