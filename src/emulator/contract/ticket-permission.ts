import type { Answer } from '../call.ts';
import type { EmulatorSettings } from '../options.ts';
import { gatewayAnswer } from './gateway-answer.ts';

/** The refusal for an account that may not list tickets, with the action `coc:ticket:list`; undefined when it may. */
export function listRefusal({ incidentList, gatewayPrefix }: EmulatorSettings): Answer | undefined {
  if (incidentList) return undefined;
  return gatewayAnswer(gatewayPrefix, 403, '0302', 'The IAM user has no permission for this API');
}
