/** One call to the emulated API, with its whole body read. */
export interface Call {
  readonly method: string;
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly query: string;
  /** Headers by lower-case name; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Epoch ms UTC by the emulator's clock. */
  readonly receivedAt: number;
  /** How far behind it sees incidents and war rooms, ms, when a fault says so; else as the options say. */
  readonly lagMs?: number;
}

/** What is answered to a call. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent means no body. */
  readonly json?: unknown;
}

/** The operations of the emulated API, as fault rules and the request log name them. */
export const operations = [
  'alarm',
  'incident-create',
  'incident-handle',
  'incident-detail',
  'incident-list',
  'incident-tickets',
  'incident-tasks',
  'incident-action',
  'incident-histories',
  'war-room-create',
  'war-room-list',
  'token',
  'projects',
] as const;

/** One operation of the emulated API. */
export type Operation = (typeof operations)[number];
