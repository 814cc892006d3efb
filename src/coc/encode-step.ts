import type { HandleIncident, IncidentStep, Solution } from '../outbox/events/entry.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import type { HandleIncidentBody } from './wire.ts';

const TEXT_LIMIT = 10_000;
const COMMENT_LIMIT = 300;

/** COC's `operate_key` for each step. @see COC API Reference, "Handling an Incident". */
const KEYS: Readonly<Record<IncidentStep, HandleIncidentBody['operate_key']>> = {
  accept: 'acceptedIncident1',
  solve: 'commitSolution1',
  confirm: 'confirm',
  return: 'confirm',
};

/** Encodes the request for one step. Texts are cut to COC's limits, and never empty. */
export function encodeStep(
  { incidentNum, operator, step, solution, comment }: HandleIncident,
  serviceInterruptAs: 'boolean' | 'string',
): HandleIncidentBody {
  return {
    incident_num: incidentNum,
    operator: cutAt(cleanLine(operator), 255),
    operate_key: KEYS[step],
    parameter: {
      ...(solution && encodeSolution(solution, serviceInterruptAs)),
      ...((step === 'confirm' || step === 'return') && {
        virtual_confirm_result: step === 'confirm',
        virtual_confirm_comment:
          cutAt(cleanText(comment ?? ''), COMMENT_LIMIT) ||
          (step === 'confirm' ? 'Confirmed.' : 'Not solved.'),
      }),
    },
  };
}

/**
 * Encodes a solution. The times are sent only with an interruption, for which the current API requires them.
 */
function encodeSolution(
  { type, serviceInterrupted, cause, solution, startedAt, endedAt }: Solution,
  serviceInterruptAs: 'boolean' | 'string',
): HandleIncidentBody['parameter'] {
  return {
    mtm_type: type,
    is_service_interrupt:
      serviceInterruptAs === 'boolean' ? serviceInterrupted : serviceInterrupted ? 'true' : 'false',
    cause: cutAt(cleanText(cause), TEXT_LIMIT) || 'Unknown.',
    solution: cutAt(cleanText(solution), TEXT_LIMIT) || 'The alarms have ended.',
    ...(serviceInterrupted && { start_time: startedAt, fault_recovery_time: endedAt }),
  };
}
