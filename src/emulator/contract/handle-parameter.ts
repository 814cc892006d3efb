import type { EmulatorSettings } from '../options.ts';
import type { FieldRules } from './check-fields.ts';
import { incidentTypes, type OperateKey } from './incident-enums.ts';
import type { LifeAction } from './incident-life.ts';
import type { JsonObject } from './json-object.ts';
import { type ReadFields, readBody } from './read-fields.ts';

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

/** The options that decide how a body is read. */
export type ReadingOptions = Pick<EmulatorSettings, 'contract' | 'coercion'>;

/** Reads a solution. The current API also requires the times of an interruption, if there was one. */
export function readSolution(parameter: JsonObject, { contract, coercion }: ReadingOptions): ReadFields {
  const read = readBody(parameter, solutionRules, coercion);
  const interrupted = contract === 'current' && read.fields.is_service_interrupt === true;
  return interrupted ? readBody(parameter, { ...solutionRules, ...interruptRules }, coercion) : read;
}

/**
 * Reads the `parameter` of an operation.
 *
 * @see COC API Reference, "Handling an Incident", the table of `parameter`.
 */
export function readParameter(key: OperateKey, parameter: JsonObject, options: ReadingOptions): ReadFields {
  switch (key) {
    case 'acceptedIncident1':
      return { fields: parameter, violations: [] };
    case 'commitSolution1':
      return readSolution(parameter, options);
    case 'confirm':
      return readBody(parameter, confirmRules, options.coercion);
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
      return parameter.virtual_confirm_result === true ? 'complete' : 'return';
  }
}
