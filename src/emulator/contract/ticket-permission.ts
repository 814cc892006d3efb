import type { Answer } from '../call.ts';
import type { EmulatorSettings } from '../options.ts';
import { gatewayAnswer } from './gateway-answer.ts';

/**
 * The refusal for an account without the permission `coc:ticket:list`; undefined when it has the permission.
 */
export function listRefusal({ incidentList, gatewayPrefix }: EmulatorSettings): Answer | undefined {
  if (incidentList) return undefined;
  return gatewayAnswer(gatewayPrefix, 403, '0302', 'The IAM user has no permission for this API');
}
