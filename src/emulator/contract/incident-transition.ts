import { checkFields, type FieldRules, invalidValue, readBoolean } from './check-fields.ts';
import { type IncidentStatus, incidentTypes, type OperateKey } from './incident-enums.ts';
import type { JsonObject } from './read-json.ts';

/**
 * States: TRIGGERED --acceptedIncident1--> ACKNOWLEDGED --commitSolution1--> RESOLVED --confirm--> COMPLETED; a confirm
 * with `virtual_confirm_result` false leads back to ACKNOWLEDGED (an assumption).
 */
const from: Readonly<Record<OperateKey, IncidentStatus>> = {
  acceptedIncident1: 'INCIDENT_STATUS_TRIGGERED',
  commitSolution1: 'INCIDENT_STATUS_ACKNOWLEDGED',
  confirm: 'INCIDENT_STATUS_RESOLVED',
};

const solutionRules: FieldRules = {
  mtm_type: { kind: 'enum', required: true, values: incidentTypes },
  is_service_interrupt: { kind: 'boolean', required: true },
  cause: { kind: 'text', required: true, min: 0, max: 10_000 },
  solution: { kind: 'text', required: true, min: 0, max: 10_000 },
};

const confirmRules: FieldRules = {
  virtual_confirm_result: { kind: 'boolean', required: true },
  virtual_confirm_comment: { kind: 'text', required: true, min: 0, max: 300 },
};

/** Times of an interruption, needed by the current API when there was one. */
const interruptRules: FieldRules = {
  start_time: { kind: 'long', required: true, max: 9_999_999_999_999 },
  fault_recovery_time: { kind: 'long', required: true, max: 9_999_999_999_999 },
};

/** Checks the `parameter` of an operation; every violation, in COC's words. */
export function checkParameter(
  key: OperateKey,
  parameter: JsonObject,
  contract: 'seed' | 'current',
): string[] {
  switch (key) {
    case 'acceptedIncident1':
      return [];
    case 'commitSolution1': {
      const interrupted = contract === 'current' && readBoolean(parameter.is_service_interrupt) === true;
      return checkFields(parameter, interrupted ? { ...solutionRules, ...interruptRules } : solutionRules);
    }
    case 'confirm':
      return checkFields(parameter, confirmRules);
  }
}

/** The state after an operation, or the violation when the incident is not in the state for it. */
export function transition(
  status: IncidentStatus,
  key: OperateKey,
  parameter: JsonObject,
): { readonly status: IncidentStatus } | { readonly violation: string } {
  if (status !== from[key]) return { violation: invalidValue('operate_key', key) };
  switch (key) {
    case 'acceptedIncident1':
      return { status: 'INCIDENT_STATUS_ACKNOWLEDGED' };
    case 'commitSolution1':
      return { status: 'INCIDENT_STATUS_RESOLVED' };
    case 'confirm': {
      const confirmed = readBoolean(parameter.virtual_confirm_result) === true;
      return { status: confirmed ? 'INCIDENT_STATUS_COMPLETED' : 'INCIDENT_STATUS_ACKNOWLEDGED' };
    }
  }
}
