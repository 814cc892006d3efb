import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { PayloadError } from '../errors.ts';
import { type BodyBudget, budgetLease } from '../http/body-budget.ts';
import { readBody } from '../http/read-body.ts';
import { decodeJson } from '../sources/json-body.ts';

/** The result of reading a JSON body. A refusal comes with the status and the error of its answer. */
export type JsonBody<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 503; readonly error: string }
  /** The sender left: nobody waits for an answer. */
  | { readonly kind: 'aborted' };

interface Options<S extends z.ZodType> {
  readonly maxBytes: number;
  readonly budget: BodyBudget;
  readonly schema: S;
}

/** Reads the body of a request as JSON of a schema. Never throws. */
export async function readJsonBody<S extends z.ZodType>(
  request: IncomingMessage,
  { schema, maxBytes, budget }: Options<S>,
): Promise<JsonBody<z.output<S>>> {
  const lease = budgetLease(budget);
  try {
    const read = await readBody(request, { maxBytes, lease });
    switch (read.kind) {
      case 'aborted':
        return read;
      case 'too-large':
        return refusal(413, `the body is larger than ${maxBytes} bytes`);
      case 'no-room':
        return refusal(503, 'too many large requests at once; try again');
      case 'body':
        return parseJson(read.body, schema);
    }
  } finally {
    lease.release();
  }
}

function parseJson<S extends z.ZodType>(body: Buffer, schema: S): JsonBody<z.output<S>> {
  let json: unknown;
  try {
    json = decodeJson(body);
  } catch (error) {
    return refusal(400, error instanceof PayloadError ? error.message : 'the body is not JSON');
  }
  const result = schema.safeParse(json);
  if (!result.success) return refusal(400, z.prettifyError(result.error));
  return { kind: 'read', value: result.data };
}

function refusal(status: 400 | 413 | 503, error: string) {
  return { kind: 'refused', status, error } as const;
}
