import { z } from 'zod';
import { cocRefusal } from '../contract/coc-answer.ts';
import { outgoingAnswer, textMessage } from '../outgoing.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

const commit = z.boolean().default(false).meta({ description: 'true processes the call first.' });
const status = z.int().min(200).max(599).default(200);

/** Answers that look like a success but are not one. */
export const bodyFaultSchemas = [
  z.strictObject({ type: z.literal('invalid-json') }),
  z.strictObject({
    type: z.literal('error-code'),
    errorCode: z.string().default('COC.00000001'),
    errorMsg: z.string().default('Refused by the emulator'),
    status,
    commit,
  }),
  z.strictObject({ type: z.literal('empty'), status, commit }),
  z.strictObject({
    type: z.literal('text'),
    text: z.string().meta({ description: 'The body, sent as it is.' }),
    contentType: z
      .string()
      .regex(/^[\x20-\x7e]+$/)
      .default('application/json'),
    status,
    commit,
  }),
  z.strictObject({ type: z.literal('huge'), bytes: z.int().min(1), status, commit }),
] as const;

/** One body fault. */
export type BodyFault = z.output<(typeof bodyFaultSchemas)[number]>;

/** Plans a body fault. `invalid-json` processes the call and cuts its answer in half. */
export function planBodyFault(fault: BodyFault): FaultPlan {
  switch (fault.type) {
    case 'invalid-json':
      return {
        processes: 'now',
        outgoing: (answer) => {
          const { body } = outgoingAnswer(answer);
          return textMessage(200, 'application/json', body.slice(0, Math.ceil(body.length / 2)) || '{');
        },
      };
    case 'error-code':
      return sendInstead(
        fault.commit,
        outgoingAnswer(cocRefusal(fault.status, fault.errorCode, fault.errorMsg)),
      );
    case 'empty':
      return sendInstead(fault.commit, { kind: 'message', status: fault.status, headers: {}, body: '' });
    case 'text':
      return sendInstead(fault.commit, textMessage(fault.status, fault.contentType, fault.text));
    case 'huge':
      return sendInstead(fault.commit, { kind: 'flood', status: fault.status, bytes: fault.bytes });
  }
}
