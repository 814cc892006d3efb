import type { FilterReason } from '../alerts/alarm.ts';
import type { AlarmLevel, Alert, Json, SourceType } from '../alerts/alert.ts';
import type { Egress } from '../egress/egress.ts';
import type { Ticking } from '../settings/secret.ts';

/** An element of a webhook body that cannot be read. */
export interface InvalidAlert {
  /** Index in the body, from 0. */
  readonly index: number;
  /** Fault of the element, in at most 200 bytes, without its content. */
  readonly reason: string;
  /** The element as it came; a list of elements where `count` is set. */
  readonly raw: Json;
  /** Number of elements, when very many of one body are kept together; `index` and `reason` are of the first one. */
  readonly count?: number;
}

/**
 * One element of a webhook body after reading: an alert, or an invalid element, which becomes a dead letter.
 */
export type ReadAlert =
  | {
      readonly alert: Alert;
      /** Reason for only recording the alert; absent when it is to be sent. */
      readonly filter?: FilterReason;
    }
  | { readonly invalid: InvalidAlert };

/** The headers of a webhook request, by lower-case name. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>;

/** The part of an HTTP request that is signed. */
export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  /** The body as it came, before anything was decoded: signatures are over these bytes. */
  readonly body: Buffer;
}

/** Reason for refusing a request. A closed set, because these are metric labels too. */
export type AuthFailure =
  | 'missing-credentials'
  | 'wrong-credentials'
  | 'missing-signature'
  | 'wrong-signature'
  | 'stale-timestamp';

/** Result of authenticating a sender. */
export type AuthResult =
  | {
      readonly ok: true;
      /** Digest of all that a signature with a time covers. Only a copy of the request has the same. */
      readonly digest?: string;
    }
  | { readonly ok: false; readonly reason: AuthFailure };

/** Dependencies of every type of source. */
export interface SourceDeps {
  /** Additions to the severity map (`alarm.levels`). */
  readonly levels: Readonly<Record<string, AlarmLevel>>;
  readonly clock: Ticking;
  /** Decides where the API of a source may be called. */
  readonly egress?: Egress;
}

/** Port: one configured inbound integration. */
export interface Source {
  readonly name: string;
  readonly type: SourceType;
  /** True when no credentials are configured, so that anybody can send. */
  readonly open: boolean;
  /**
   * Checks, before the body is read, the bearer token or password, and that there is a signature where one is needed. In
   * constant time; several secrets may be valid at once.
   */
  checkCredentials(headers: WebhookHeaders): AuthResult;
  /**
   * Checks the signature over the raw body, in constant time; several secrets may be valid at once. Absent where no
   * signature is configured.
   * @param now epoch ms, for the age of signed timestamps
   */
  checkSignature?(request: WebhookRequest, now: number): AuthResult;
  /**
   * Reads the alerts of a body, in its order. Pure. A fault in one element makes only that element invalid.
   * @param receivedAt epoch ms; used only to interpret the body, never as a time of the source
   * @throws {PayloadError} when the body as a whole is not JSON or does not have this source's form. Its
   * message has at most 200 bytes and gives the remedy.
   */
  read(body: Buffer, receivedAt: number): readonly ReadAlert[];
  /**
   * Does the same as `read`, in parts that fit into memory: at most 20,000 alerts each, in nearly every case one. The whole
   * body is checked before the first part is handed out.
   * @throws {PayloadError} as `read`, before the first part
   */
  readInParts(body: Buffer, receivedAt: number): Iterable<readonly ReadAlert[]>;
}
