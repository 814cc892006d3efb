import { z } from 'zod';
import { cocRefusal } from '../contract/coc-answer.ts';
import { type GatewayPrefix, gatewayAnswer } from '../contract/gateway-answer.ts';
import { keystoneRefusal } from '../contract/keystone-answer.ts';
import { type Outgoing, outgoingAnswer, textMessage } from '../outgoing.ts';
import { commitAfterSchema, commitAndSend } from './commit-after.ts';
import type { Draw } from './draws.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';
import { htmlPage } from './html-fault.ts';

const shape = {
  retryAfter: z
    .string()
    .regex(/^[\x20-\x7e]*$/)
    .optional()
    .meta({ description: 'Value of the Retry-After header, sent as it is.' }),
  errorCode: z
    .string()
    .optional()
    .meta({ description: 'Whole error code; the default depends on shape and status.' }),
  errorMsg: z.string().optional(),
  shape: z.enum(['coc', 'plain', 'gateway', 'keystone', 'html', 'empty']).default('gateway'),
};

/** Answers with a status: `status` without processing the call, `commit-then-status` after processing it. */
export const statusFaultSchemas = [
  z.strictObject({ type: z.literal('status'), status: z.int().min(200).max(599), ...shape }),
  z.strictObject({
    type: z.literal('commit-then-status'),
    status: z.int().min(200).max(599).default(500),
    commitAfterMs: commitAfterSchema.optional(),
    ...shape,
  }),
] as const;

/** One status fault. */
export type StatusFault = z.output<(typeof statusFaultSchemas)[number]>;

/** Plans a status fault. */
export function planStatusFault(fault: StatusFault, prefix: GatewayPrefix, draw: Draw): FaultPlan {
  const outgoing = withRetryAfter(statusMessage(fault, prefix), fault.retryAfter);
  if (fault.type === 'status') return sendInstead(false, outgoing);
  return commitAndSend(fault.commitAfterMs, outgoing, draw);
}

function withRetryAfter(outgoing: Outgoing, retryAfter: string | undefined): Outgoing {
  if (outgoing.kind !== 'message' || retryAfter === undefined) return outgoing;
  return { ...outgoing, headers: { ...outgoing.headers, 'Retry-After': retryAfter } };
}

function statusMessage(fault: StatusFault, prefix: GatewayPrefix): Outgoing {
  const { status } = fault;
  const text = fault.errorMsg ?? defaultMessage(status);
  switch (fault.shape) {
    case 'coc':
      return outgoingAnswer(cocRefusal(status, fault.errorCode ?? defaultCocCode(status), text));
    case 'plain':
      return outgoingAnswer({
        status,
        json: { error_code: fault.errorCode ?? defaultPlainCode(status), error_msg: text },
      });
    case 'gateway': {
      const answer = gatewayAnswer(prefix, status, defaultGatewayCode(status), text);
      if (fault.errorCode === undefined) return outgoingAnswer(answer);
      return outgoingAnswer({ ...answer, json: { ...(answer.json as object), error_code: fault.errorCode } });
    }
    case 'keystone':
      return outgoingAnswer(keystoneRefusal(status, text));
    case 'html':
      return textMessage(status, 'text/html', htmlPage(status));
    case 'empty':
      return { kind: 'message', status, headers: {}, body: '' };
  }
}

const gatewayCodes: Readonly<Record<number, string>> = {
  400: '0106',
  401: '0301',
  403: '0302',
  404: '0101',
  413: '0201',
  429: '0308',
  502: '0201',
  503: '0613',
  504: '0201',
};

/** The gateway's usual code for a status. @see API Gateway User Guide, "Error Codes". */
function defaultGatewayCode(status: number): string {
  return gatewayCodes[status] ?? '0601';
}

/** COC's usual code for a status; `COC.00040701` is its "Internal server error". */
function defaultCocCode(status: number): string {
  if (status === 401) return 'common.01010001';
  return status < 500 ? 'GOM.00007256' : 'COC.00040701';
}

/** The usual code of the APIs for scripts and orders. @see COC API Reference 2.0, 5.1 */
function defaultPlainCode(status: number): string {
  return status < 500 ? 'COC.00040601' : 'COC.00040701';
}

function defaultMessage(status: number): string {
  if (status !== 429) return status < 500 ? 'Refused by the emulator' : 'Internal server error';
  return 'The throttling threshold has been reached: policy api over ratelimit,limit:200,time:1 second';
}
