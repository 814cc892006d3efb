import type { z } from 'zod';
import { PayloadError } from '../errors.ts';
import { parseJsonBody } from './json-body.ts';
import type { AnswerBody, ApiCall, SourceApi } from './source-api.ts';

/** A question, and the schema of a good answer. */
export interface OptionalQuestion<T> extends ApiCall {
  readonly schema: z.ZodType<T>;
}

/**
 * Asks a question that a source, or a proxy before it, may refuse. Undefined when it fails or the answer does
 * not fit.
 */
export async function optionalAnswer<T>(
  api: SourceApi,
  { schema, ...call }: OptionalQuestion<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const answer = await api.call(call, wholeAnswer, signal);
  if (answer.kind === 'unreachable') return undefined;
  try {
    return schema.safeParse(parseJsonBody(answer.body)).data;
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}

/** Reads a short answer as a whole. */
export async function wholeAnswer(
  body: AnswerBody,
): Promise<{ readonly kind: 'answer'; readonly body: Buffer }> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return { kind: 'answer', body: Buffer.concat(pieces) };
}
