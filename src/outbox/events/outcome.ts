/** Why an attempt did not deliver. A closed set: these are metric labels and stand in every story. */
export type FailureReason =
  | 'network'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'server-error'
  | 'throttled'
  | 'bad-response'
  | 'credentials'
  | 'forbidden'
  | 'key-locked'
  | 'clock-skew'
  | 'not-found'
  | 'unknown-integration'
  | 'bad-request'
  | 'too-large'
  | 'refused-in-body'
  | 'interrupted'
  | 'lookup-unavailable';

/** Whose fault a failure is: this entry's alone, or that of the whole destination. */
export type FaultScope = 'entry' | 'destination';

/**
 * What became of one attempt. A value, never a throw:
 * - `delivered`: COC has it. `receipt` is COC's number for it, where there is one (an incident number). Without it, an
 *   incident that was only looked for is surely not there.
 * - `retry`: it has not arrived and may arrive later. `afterMs` is what the server asked us to wait at least.
 * - `rejected`: the same input always fails. `detail` holds COC's words.
 * - `unknown`: bytes may have arrived, and COC does not recognise a second call as the same one. Look before asking again.
 *
 * `detail` is short, free of secrets, and meant for people.
 */
export type Outcome =
  | { readonly kind: 'delivered'; readonly receipt?: string; readonly requestId?: string }
  | {
      readonly kind: 'retry';
      readonly reason: FailureReason;
      readonly scope: FaultScope;
      readonly afterMs?: number;
      readonly detail: string;
    }
  | { readonly kind: 'rejected'; readonly reason: FailureReason; readonly detail: string }
  | { readonly kind: 'unknown'; readonly reason: FailureReason; readonly detail: string };
