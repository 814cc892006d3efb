import { randomBytes } from 'node:crypto';
import type { Answer } from '../call.ts';

/** Prefix of the gateway's error codes. Both occur in COC. */
export type GatewayPrefix = 'APIG' | 'APIGW';

/**
 * A refusal by the API gateway in front of COC. `code` is the number after the prefix, four digits.
 *
 * @see API Gateway User Guide, "Error Codes".
 */
export function gatewayAnswer(prefix: GatewayPrefix, status: number, code: string, message: string): Answer {
  const requestId = newRequestId();
  return {
    status,
    headers: { 'X-Request-Id': requestId },
    json: { error_code: `${prefix}.${code}`, error_msg: message, request_id: requestId },
  };
}

/** The gateway's answer to a path or method that is not published. */
export function notPublished(prefix: GatewayPrefix): Answer {
  return gatewayAnswer(
    prefix,
    404,
    '0101',
    'The API does not exist or has not been published in the environment',
  );
}

/** Makes a request id in the gateway's form: 32 hex digits. */
export function newRequestId(): string {
  return randomBytes(16).toString('hex');
}
