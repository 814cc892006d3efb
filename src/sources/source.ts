import type { FilterReason } from '../alerts/alarm.ts';
import type { AlarmLevel, Alert, Json, SourceType } from '../alerts/alert.ts';

/** One element of a webhook body after reading: a good alert, or one that could not be read (kept as a dead letter). */
export type ReadAlert =
  | {
      readonly alert: Alert;
      /** Why it is only recorded, not sent on; absent when it is to be sent. */
      readonly filter?: FilterReason;
    }
  | {
      readonly invalid: {
        /** Its place in the body, from 0. */
        readonly index: number;
        /** What is wrong with it, at most 200 bytes, without its content. */
        readonly reason: string;
        readonly raw: Json;
      };
    };

/** The headers of a webhook request, by lower-case name. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>;

/** The part of an HTTP request that is signed. */
export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  /** The body as it came, before anything was decoded: signatures are over these bytes. */
  readonly body: Buffer;
}

/** Why a request was turned away. A closed set: these are metric labels too. */
export type AuthFailure =
  | 'missing-credentials'
  | 'wrong-credentials'
  | 'missing-signature'
  | 'wrong-signature'
  | 'stale-timestamp';

/** Whether a sender proved who it is. */
export type AuthResult = { readonly ok: true } | { readonly ok: false; readonly reason: AuthFailure };

/** What every kind of source is made with, beside its own configuration. */
export interface SourceDeps {
  /** Additions to the severity map (`alarm.levels`). */
  readonly levels: Readonly<Record<string, AlarmLevel>>;
}

/** Port: one configured inbound integration. */
export interface Source {
  readonly name: string;
  readonly type: SourceType;
  /** Whether no credentials are configured, so that everybody may send. */
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
   * Reads a body into alerts, in its order: pure, and the same for the same arguments. What one element lacks makes
   * that element invalid and harms no other.
   * @param receivedAt epoch ms; only told where the body leaves something open, never as a time of the source
   * @throws {PayloadError} when the whole body is not JSON or not this source's shape; its message is the remedy, at
   * most 200 bytes.
   */
  read(body: Buffer, receivedAt: number): readonly ReadAlert[];
}
