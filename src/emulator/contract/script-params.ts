import { type FieldRules, invalidValue } from './check-fields.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { INVALID_PARAM_VALUE } from './plain-request.ts';
import { readText } from './read-field.ts';

/** Largest number of parameters. */
export const MOST_PARAMS = 20;

/** Rules for a parameter of an execution. */
export const givenParamRules: FieldRules = {
  param_name: { kind: 'text', required: true, min: 1, max: 64, pattern: /^\w+$/ },
  param_value: { kind: 'text', required: true, min: 0, max: 1024 },
  param_order: { kind: 'long', required: true, min: 1, max: MOST_PARAMS },
};

/** Rules for a parameter that a script declares. */
export const declaredParamRules: FieldRules = {
  param_name: { kind: 'text', required: true, min: 1, max: 64, pattern: /^\w+$/ },
  param_value: { kind: 'text', required: true, min: 0, max: 1024 },
  param_description: { kind: 'text', required: true, min: 0, max: 256 },
  param_order: { kind: 'long', required: true, min: 1, max: MOST_PARAMS },
  sensitive: { kind: 'boolean', required: true },
};

/**
 * Characters of a value. The reference prints its pattern in three forms, each without some of its backslashes; this is the one
 * of 4.2.6, which is split at its commas, put together again.
 */
const VALUE = /^(?:(?!\.{2})[\w\-/.\x20?:",=+@\\[{\]}])*$/;

/** The parameters in a body, none when it has none. */
export function paramsOf(fields: JsonObject): readonly JsonObject[] {
  return Array.isArray(fields.script_params) ? fields.script_params.filter(isJsonObject) : [];
}

/** Violations by parameters: characters of values, two of one name, or orders that do not go from 1 on without a gap. */
export function checkParams(params: readonly JsonObject[]): string[] {
  if (params.some(({ param_value }) => !VALUE.test(readText(param_value)))) return [INVALID_PARAM_VALUE];
  const names = params.map(({ param_name }) => param_name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return [invalidValue('param_name', twice)];
  const orders = params.map(({ param_order }) => Number(param_order)).toSorted((a, b) => a - b);
  const gap = orders.find((order, at) => order !== at + 1);
  return gap === undefined ? [] : [invalidValue('param_order', gap)];
}
