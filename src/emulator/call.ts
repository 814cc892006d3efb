import type { JsonObject } from './contract/json-object.ts';

/** What a fault lets a call see of incidents, war rooms, scripts and orders. The options apply to what is absent. */
export interface CallView {
  /** Lag, ms. */
  readonly lagMs?: number;
  /** Mistakes in the pages and the total of a list. */
  readonly listing?: Listing;
}

/** Mistakes in a list. */
export interface Listing {
  /** Number by which the total is wrong. */
  readonly totalOff: number;
  readonly totalAs: 'number' | 'text' | 'missing';
  /** True when the filters of the caller are ignored. */
  readonly unfiltered: boolean;
  /** Number of rows of a page that the next page repeats. */
  readonly overlapRows: number;
  /** Number of rows that each page leaves out. */
  readonly missingRows: number;
  /** Largest page. */
  readonly pageCap?: number;
  /** Chooses the rows that are missing: returns numbers in [0, 1). */
  readonly draw: () => number;
}

/** One call to the emulated API, after its whole body has been read. */
export interface Call extends CallView {
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
  /** Time at which the call arrived, by which its credentials are checked; epoch ms UTC by the emulator's clock. */
  readonly receivedAt: number;
  /** Time at which the call is processed: later than it arrived, if a fault delays it. */
  readonly processedAt: number;
}

/** Answer to a call. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body, sent as JSON; absent means an empty body. */
  readonly json?: unknown;
}
