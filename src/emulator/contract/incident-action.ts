import type { FieldRules } from './check-fields.ts';
import { confirmRules, type ReadingOptions, readSolution } from './handle-parameter.ts';
import type { IncidentStatus } from './incident-enums.ts';
import type { LifeAction } from './incident-life.ts';
import type { JsonObject } from './json-object.ts';
import { type ReadFields, readBody } from './read-fields.ts';

/**
 * Allowed values of `action` by the state of a ticket. The emulator does not change their level.
 *
 * @see COC API Explorer, "HandleIncident" and "ShowIncidentTask"; the names are those of Huawei Cloud's
 * Terraform provider, `huaweicloud_coc_incident_action`.
 */
const actionsByStatus = {
  incident_draft: [],
  INCIDENT_STATUS_TRIGGERED: ['accepted', 'rejected', 'unAcceptedForward', 'addRemark'],
  INCIDENT_STATUS_ACKNOWLEDGED: ['commitSolution', 'acceptedForward', 'incidentPause', 'addRemark'],
  INCIDENT_STATUS_PAUSED: ['recovery', 'addRemark'],
  INCIDENT_STATUS_REJECTED: ['ReOpen', 'agreed'],
  INCIDENT_STATUS_RESOLVED: ['confirm', 'addRemark'],
  INCIDENT_STATUS_COMPLETED: [],
} as const satisfies Readonly<Record<IncidentStatus, readonly string[]>>;

/** One value of `action`. */
export type TicketAction = (typeof actionsByStatus)[IncidentStatus][number];

/** The actions that a ticket in this state allows. */
export function actionsIn(status: IncidentStatus): readonly TicketAction[] {
  return actionsByStatus[status];
}

const remarkRules: FieldRules = { note: { kind: 'text', required: true, min: 1, max: 1_024 } };
const rejectRules: FieldRules = {
  virtual_confirm_comment: { kind: 'text', required: false, min: 0, max: 300 },
};
const forwardRules: FieldRules = {
  virtual_send_assignee: { kind: 'text', required: true, min: 1, max: 255 },
  virtual_send_comment: { kind: 'text', required: false, min: 0, max: 1_024 },
};

/** Reads the `params` of an action. */
export function readActionParams(
  action: TicketAction,
  params: JsonObject,
  options: ReadingOptions,
): ReadFields {
  switch (action) {
    case 'accepted':
    case 'agreed':
    case 'ReOpen':
    case 'incidentPause':
    case 'recovery':
      return { fields: params, violations: [] };
    case 'rejected':
      return readBody(params, rejectRules, options.coercion);
    case 'addRemark':
      return readBody(params, remarkRules, options.coercion);
    case 'unAcceptedForward':
    case 'acceptedForward':
      return readBody(params, forwardRules, options.coercion);
    case 'commitSolution':
      return readSolution(params, options);
    case 'confirm':
      return readBody(params, confirmRules, options.coercion);
  }
}

/** The effect of an action on the state of the incident; undefined when it does not change the state. */
export function lifeOfAction(action: TicketAction, params: JsonObject): LifeAction | undefined {
  switch (action) {
    case 'accepted':
      return 'accept';
    case 'rejected':
      return 'reject';
    case 'ReOpen':
      return 'reopen';
    case 'agreed':
      return 'close';
    case 'commitSolution':
      return 'resolve';
    case 'confirm':
      return params.virtual_confirm_result === true ? 'complete' : 'return';
    case 'incidentPause':
      return 'pause';
    case 'recovery':
      return 'resume';
    case 'addRemark':
    case 'unAcceptedForward':
    case 'acceptedForward':
      return undefined;
  }
}
