import type { HandleIncident, Solution } from '../outbox/events/entry.ts';
import type { HandleIncidentBody } from './calls/handle-incident.ts';
import { cleanId } from './clean-id.ts';
import { cleanText, cutAt } from './clean-text.ts';

const TEXT_LIMIT = 10_000;
const COMMENT_LIMIT = 300;

type SolvingBody = Extract<HandleIncidentBody, { operate_key: 'commitSolution1' }>;

/**
 * Encodes the request for one step. Texts are cut to COC's limits, and never empty.
 *
 * @see COC API Reference, "Handling an Incident"
 */
export function encodeStep(
  { incidentNum, operator, step, solution, comment }: HandleIncident,
  serviceInterruptAs: 'boolean' | 'string',
): HandleIncidentBody {
  const who = { incident_num: incidentNum, operator: cleanId(operator) };
  switch (step) {
    case 'accept':
      return { ...who, operate_key: 'acceptedIncident1', parameter: {} };
    case 'solve':
      if (!solution) throw new Error('a step that solves must have a solution');
      return {
        ...who,
        operate_key: 'commitSolution1',
        parameter: encodeSolution(solution, serviceInterruptAs),
      };
    default: {
      const isSolved = step === 'confirm';
      const words = cutAt(cleanText(comment ?? ''), COMMENT_LIMIT);
      return {
        ...who,
        operate_key: 'confirm',
        parameter: {
          virtual_confirm_result: isSolved,
          virtual_confirm_comment: words || (isSolved ? 'Confirmed.' : 'Not solved.'),
        },
      };
    }
  }
}

/**
 * Encodes a solution. The times are sent only with an interruption, for which the current API requires them.
 */
function encodeSolution(
  { type, serviceInterrupted, cause, solution, startedAt, endedAt }: Solution,
  serviceInterruptAs: 'boolean' | 'string',
): SolvingBody['parameter'] {
  return {
    mtm_type: type,
    is_service_interrupt:
      serviceInterruptAs === 'boolean' ? serviceInterrupted : serviceInterrupted ? 'true' : 'false',
    cause: cutAt(cleanText(cause), TEXT_LIMIT) || 'Unknown.',
    solution: cutAt(cleanText(solution), TEXT_LIMIT) || 'The alarms have ended.',
    ...(serviceInterrupted && { start_time: startedAt, fault_recovery_time: endedAt }),
  };
}
