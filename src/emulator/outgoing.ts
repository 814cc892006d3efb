import type { Answer } from './call.ts';

/** A message to the client, or what happens to the connection instead of one. */
export type Outgoing =
  | {
      readonly kind: 'message';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** Pause after each byte, ms; absent sends all bytes at once. */
      readonly byteEveryMs?: number;
      /** Moves the Date header by this many ms. */
      readonly dateShiftMs?: number;
    }
  /** A body of `bytes` blanks, as fast as the client reads. */
  | { readonly kind: 'flood'; readonly status: number; readonly bytes: number }
  /** The connection is reset. */
  | { readonly kind: 'reset' }
  /** Nothing is sent, the connection stays open. */
  | { readonly kind: 'silence' };

/** A message with a body and its content type. */
export function textMessage(
  status: number,
  contentType: string,
  body: string,
): Outgoing & { kind: 'message' } {
  return { kind: 'message', status, headers: { 'Content-Type': contentType }, body };
}

/** The message for an answer without a fault. */
export function outgoingAnswer(answer: Answer): Outgoing & { kind: 'message' } {
  if (answer.json === undefined) {
    return { kind: 'message', status: answer.status, headers: answer.headers ?? {}, body: '' };
  }
  const headers = { 'Content-Type': 'application/json;charset=UTF-8', ...answer.headers };
  return { kind: 'message', status: answer.status, headers, body: JSON.stringify(answer.json) };
}
