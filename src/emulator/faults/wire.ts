import type { Answer } from '../call.ts';

/** What goes out on the connection. */
export type Wire =
  | {
      readonly kind: 'message';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** Sends one byte per this many ms instead of all at once. */
      readonly byteEveryMs?: number;
      /** Moves the Date header by this many ms. */
      readonly dateShiftMs?: number;
    }
  /** A body of this many bytes, as fast as the client reads. */
  | { readonly kind: 'flood'; readonly status: number; readonly bytes: number }
  /** The connection is reset. */
  | { readonly kind: 'reset' }
  /** Nothing is sent, the connection stays open. */
  | { readonly kind: 'silence' };

/** What a fault does to a call: whether the call is processed at all, and what goes out instead of its answer. */
export type FaultPlan =
  | { readonly processes: false; readonly wire: Wire }
  | {
      readonly processes: true;
      /** How long the call waits before it is processed. */
      readonly delayMs?: number;
      /** How far behind it sees incidents and war rooms. */
      readonly lagMs?: number;
      readonly wire: (answer: Answer) => Wire;
    };

/** The plan that sends the same whatever the answer was; `commit` says whether the call is processed before. */
export function sendInstead(commit: boolean, wire: Wire): FaultPlan {
  return commit ? { processes: true, wire: () => wire } : { processes: false, wire };
}

/** A message with a body of a content type. */
export function message(status: number, contentType: string, body: string): Wire & { kind: 'message' } {
  return { kind: 'message', status, headers: { 'Content-Type': contentType }, body };
}

/** An answer as it goes out when there is no fault. */
export function plainWire(answer: Answer): Wire & { kind: 'message' } {
  if (answer.json === undefined) {
    return { kind: 'message', status: answer.status, headers: answer.headers ?? {}, body: '' };
  }
  const headers = { 'Content-Type': 'application/json;charset=UTF-8', ...answer.headers };
  return { kind: 'message', status: answer.status, headers, body: JSON.stringify(answer.json) };
}
