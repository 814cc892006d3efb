import { checkFields, type FieldRules } from './check-fields.ts';
import { confirmRules, solutionRulesOf } from './handle-parameter.ts';
import type { IncidentStatus } from './incident-enums.ts';
import type { LifeAction } from './incident-life.ts';
import type { JsonObject } from './json-object.ts';
import { readBoolean } from './read-field.ts';

/**
 * The `action`s of a ticket by its state. The emulator pauses no incident and changes no level.
 *
 * @see COC API Explorer, "HandleIncident" and "ShowIncidentTask"; the names are those of Huawei Cloud's Terraform
 * provider, `huaweicloud_coc_incident_action`.
 */
const actionsByStatus = {
  INCIDENT_STATUS_TRIGGERED: ['accepted', 'rejected', 'unAcceptedForward', 'addRemark'],
  INCIDENT_STATUS_ACKNOWLEDGED: ['commitSolution', 'acceptedForward', 'addRemark'],
  INCIDENT_STATUS_REJECTED: ['ReOpen', 'agreed'],
  INCIDENT_STATUS_RESOLVED: ['confirm', 'addRemark'],
  INCIDENT_STATUS_COMPLETED: [],
} as const satisfies Readonly<Record<IncidentStatus, readonly string[]>>;

/** One of the `action`s. */
export type TicketAction = (typeof actionsByStatus)[IncidentStatus][number];

/** The `action`s that a ticket in this state allows. */
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

/** Checks the `params` of an action; every violation, in COC's words. */
export function checkActionParams(
  action: TicketAction,
  params: JsonObject,
  contract: 'seed' | 'current',
): string[] {
  switch (action) {
    case 'accepted':
    case 'agreed':
    case 'ReOpen':
      return [];
    case 'rejected':
      return checkFields(params, rejectRules);
    case 'addRemark':
      return checkFields(params, remarkRules);
    case 'unAcceptedForward':
    case 'acceptedForward':
      return checkFields(params, forwardRules);
    case 'commitSolution':
      return checkFields(params, solutionRulesOf(params, contract));
    case 'confirm':
      return checkFields(params, confirmRules);
  }
}

/** What an action does to the state; undefined when it leaves it as it is. */
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
      return readBoolean(params.virtual_confirm_result) === true ? 'complete' : 'return';
    case 'addRemark':
    case 'unAcceptedForward':
    case 'acceptedForward':
      return undefined;
  }
}
