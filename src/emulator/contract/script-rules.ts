import type { ScriptProperties } from '../state/script-log.ts';
import type { FieldRules } from './check-fields.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { readText } from './read-field.ts';
import { checkParams, declaredParamRules, MOST_PARAMS, paramsOf } from './script-params.ts';

/** Types of scripts. */
export const scriptTypes = ['SHELL', 'PYTHON', 'BAT'] as const;
/** Risks of scripts. */
export const riskLevels = ['LOW', 'MEDIUM', 'HIGH'] as const;
const protocols = [
  ...['DEFAULT', 'SMS', 'EMAIL', 'DING_TALK', 'WE_LINK', 'WECHAT', 'CALLNOTIFY', 'NOT_TO_NOTIFY'],
] as const;

/** Largest content, in characters and in bytes. */
const MOST_CONTENT = 4096;

const propertiesRules: FieldRules = {
  risk_level: { kind: 'enum', required: true, values: riskLevels },
  version: { kind: 'text', required: true, min: 1, max: 10 },
  reviewers: {
    kind: 'objects',
    required: false,
    count: 5,
    rules: {
      reviewer_name: { kind: 'text', required: true, min: 1, max: 64 },
      reviewer_id: { kind: 'text', required: true, min: 0, max: 32 },
    },
  },
  protocol: { kind: 'enum', required: false, values: protocols },
};

/** Rules for the body of a new script. */
const createRules: FieldRules = {
  name: { kind: 'text', required: true, min: 1, max: 64, pattern: /^[\u4e00-\u9fa5A-Za-z0-9_]*$/ },
  properties: { kind: 'object', required: true, rules: propertiesRules },
  description: { kind: 'text', required: true, min: 1, max: 256 },
  type: { kind: 'enum', required: true, values: scriptTypes },
  content: { kind: 'text', required: true, min: 1, max: MOST_CONTENT },
  script_params: { kind: 'objects', required: false, count: MOST_PARAMS, rules: declaredParamRules },
};

/**
 * Rules for the body of a change. Its example has a name and a type, its table has neither: they are ignored. Its table allows
 * five parameters, its words 20.
 */
const updateRules: FieldRules = {
  description: { kind: 'text', required: true, min: 1, max: 256 },
  content: { kind: 'text', required: true, min: 1, max: MOST_CONTENT },
  properties: { kind: 'object', required: false, rules: propertiesRules },
  script_params: { kind: 'objects', required: false, count: MOST_PARAMS, rules: declaredParamRules },
};

/** Checks of a new script. @see COC API Reference 2.0, 4.2.1 */
export const createScriptChecks = { rules: createRules, more: checkScript };

/** Checks of a changed script. @see COC API Reference 2.0, 4.2.4 */
export const updateScriptChecks = { rules: updateRules, more: checkScript };

/** Rules for the path of a script. */
export const scriptPathRules: FieldRules = {
  script_uuid: { kind: 'text', required: true, min: 1, max: 25 },
};

/** The properties in a body, with nothing for what is left out. */
export function propertiesOf(fields: JsonObject): ScriptProperties {
  const { risk_level, version, reviewers, protocol } = isJsonObject(fields.properties)
    ? fields.properties
    : {};
  return {
    risk_level: readText(risk_level),
    version: readText(version),
    reviewers: Array.isArray(reviewers) ? reviewers.filter(isJsonObject).map(reviewerOf) : [],
    protocol: typeof protocol === 'string' ? protocol : null,
  };
}

/** The declared parameters in a body, without fields that COC does not know. */
export function declaredParams(fields: JsonObject): JsonObject[] {
  const known = Object.keys(declaredParamRules);
  return paramsOf(fields).map((param) => Object.fromEntries(known.map((name) => [name, param[name]])));
}

function reviewerOf({ reviewer_name, reviewer_id }: JsonObject): JsonObject {
  return { reviewer_name, reviewer_id };
}

function checkScript(fields: JsonObject): string[] {
  const tooLong = Buffer.byteLength(readText(fields.content)) > MOST_CONTENT;
  return [
    ...(tooLong ? [`content size must be between 1 and ${MOST_CONTENT}`] : []),
    ...checkParams(paramsOf(fields)),
  ];
}
