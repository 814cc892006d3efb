import type { CallOutcome } from '../../outbox/events/outcome.ts';
import type { Secret } from '../../settings/secret.ts';
import type { Deadline } from '../deadline.ts';
import type { RefusedIdentity } from '../kept-refusals.ts';
import type { Query } from '../sign.ts';

/** A request to authorize. It is as it will be sent, except that the path is decoded. */
export interface OutgoingRequest {
  readonly method: string;
  /** Host, and port unless it is the default, exactly as in the `Host` header. */
  readonly host: string;
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body: Uint8Array;
}

/** Headers that authorize a request, or the reason why there are none now. */
export type Authorization =
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly outcome: Extract<CallOutcome, { kind: 'retry' }> };

/** Credentials for COC. Secrets are read at each use, so a rotated file takes effect without a restart. */
export interface Credentials {
  /** True when the time of a request is signed, so that a wrong clock makes it fail. */
  readonly signed: boolean;
  /** Authorizes one request with the time `time` (epoch ms, by COC's clock). Never throws. */
  authorize(request: OutgoingRequest, time: number, deadline: Deadline): Promise<Authorization>;
  /**
   * Called when a request was refused with 401 because its token is too old. True when the next {@link
   * authorize} gives other headers, so that one more try makes sense.
   */
  renew(refused: Readonly<Record<string, string>>): boolean;
  /** Changes when the configured credentials change, also in their files. */
  version(): string;
  /** All that decides whether they are refused. For a digest, and nothing else. */
  identity(): RefusedIdentity;
  /** Lets the next {@link authorize} ask again for what was refused, as far as that locks nobody out. */
  hurry?(): void;
  /** All secrets, which must never be shown. */
  secrets(): readonly Secret[];
  close(): Promise<void>;
}
