import type { JsonObject } from './contract/json-object.ts';

/** One call to the emulated API, after its whole body has been read. */
export interface Call {
  readonly method: string;
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly query: string;
  /** Headers by lower-case name; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Raw bytes of the body: signatures cover them. */
  readonly body: Uint8Array;
  /** The body as a JSON object; absent when it is not one. */
  readonly json?: JsonObject;
  /** Epoch ms UTC by the emulator's clock. */
  readonly receivedAt: number;
  /**
   * Lag with which this call sees incidents and war rooms, ms. Set by a fault; the options apply without it.
   */
  readonly lagMs?: number;
}

/** Answer to a call. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body, sent as JSON; absent means an empty body. */
  readonly json?: unknown;
}
