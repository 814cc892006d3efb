import { checkFields, type FieldRules } from './check-fields.ts';
import { incidentTypes, type OperateKey } from './incident-enums.ts';
import type { LifeAction } from './incident-life.ts';
import type { JsonObject } from './json-object.ts';
import { readBoolean } from './read-field.ts';

const solutionRules: FieldRules = {
  mtm_type: { kind: 'enum', required: true, values: incidentTypes },
  is_service_interrupt: { kind: 'boolean', required: true },
  cause: { kind: 'text', required: true, min: 0, max: 10_000 },
  solution: { kind: 'text', required: true, min: 0, max: 10_000 },
};

/** Rules for a confirmation. */
export const confirmRules: FieldRules = {
  virtual_confirm_result: { kind: 'boolean', required: true },
  virtual_confirm_comment: { kind: 'text', required: true, min: 0, max: 300 },
};

/** Rules for the times of an interruption. */
const interruptRules: FieldRules = {
  start_time: { kind: 'long', required: true, max: 9_999_999_999_999 },
  fault_recovery_time: { kind: 'long', required: true, max: 9_999_999_999_999 },
};

/** Rules for a solution. The current API also requires the times of an interruption, if there was one. */
export function solutionRulesOf(parameter: JsonObject, contract: 'seed' | 'current'): FieldRules {
  const interrupted = contract === 'current' && readBoolean(parameter.is_service_interrupt) === true;
  return interrupted ? { ...solutionRules, ...interruptRules } : solutionRules;
}

/**
 * Checks the `parameter` of an operation. Returns every violation in COC's words.
 *
 * @see COC API Reference, "Handling an Incident", the table of `parameter`.
 */
export function checkParameter(
  key: OperateKey,
  parameter: JsonObject,
  contract: 'seed' | 'current',
): string[] {
  switch (key) {
    case 'acceptedIncident1':
      return [];
    case 'commitSolution1':
      return checkFields(parameter, solutionRulesOf(parameter, contract));
    case 'confirm':
      return checkFields(parameter, confirmRules);
  }
}

/** The effect of an operation on the incident. A negative confirmation returns it to its assignee. */
export function lifeActionOf(key: OperateKey, parameter: JsonObject): LifeAction {
  switch (key) {
    case 'acceptedIncident1':
      return 'accept';
    case 'commitSolution1':
      return 'resolve';
    case 'confirm':
      return readBoolean(parameter.virtual_confirm_result) === true ? 'complete' : 'return';
  }
}
