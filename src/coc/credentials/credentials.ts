import type { CallOutcome } from '../../outbox/events/outcome.ts';
import type { Secret } from '../../settings/secret.ts';
import type { Deadline } from '../deadline.ts';

/** What is to be authorized: a request as it goes on the wire, its path decoded. */
export interface OutgoingRequest {
  readonly method: string;
  /** Host and, unless it is the default, port: exactly as in the `Host` header. */
  readonly host: string;
  readonly path: string;
  readonly body: Uint8Array;
}

/** The headers that authorize a request, or why there are none now. */
export type Authorization =
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly outcome: Extract<CallOutcome, { kind: 'retry' }> };

/** Who we are to COC. Secrets are read at each use, so a rotated file is noticed without a restart. */
export interface Credentials {
  /** True when the time of the request is part of what is checked, so that a wrong clock makes it fail. */
  readonly signed: boolean;
  /** Authorizes one request made at `time` (epoch ms, by COC's clock). Never throws. */
  authorize(request: OutgoingRequest, time: number, deadline: Deadline): Promise<Authorization>;
  /**
   * Told when the headers of one request were refused with 401 as being out of date. True when the next
   * {@link authorize} will make other ones, so that one more try is sound.
   */
  renew(refused: Readonly<Record<string, string>>): boolean;
  /** Changes whenever the configured credentials change, at once or in their files. */
  version(): string;
  /** All values that must not be told to anyone. */
  secrets(): readonly Secret[];
  close(): Promise<void>;
}
