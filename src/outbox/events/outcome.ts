import type { CocIncidentState } from './incident-event.ts';

/** Why an attempt did not deliver. A closed set: these are metric labels and appear in every story. */
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
 * What COC did, by the kind of the entry. `incident-absent`: the incident was only looked for, and is surely not there.
 * `step-not-needed`: the incident is in a later state already.
 */
export type DeliveryResult =
  | { readonly result: 'alarm-reported' }
  | { readonly result: 'incident-opened'; readonly incidentNum: string }
  | { readonly result: 'incident-absent' }
  | { readonly result: 'step-taken' }
  | { readonly result: 'step-not-needed'; readonly state: CocIncidentState }
  | { readonly result: 'war-room-opened'; readonly warRoomNum?: string };

/** COC accepted a call. `requestId` is COC's id of the call, for its support. */
export interface AcceptedCall {
  readonly kind: 'delivered';
  readonly requestId?: string;
}

/** COC has what the entry asked for. */
export type Delivered = AcceptedCall & DeliveryResult;

/**
 * An attempt that did not deliver:
 * - `retry`: it has not arrived and may arrive later. `afterMs` is the least wait that the server asked for.
 * - `rejected`: the same input always fails. `detail` holds COC's words.
 * - `unknown`: bytes may have arrived, and COC does not recognise a second call as the same one. Look before asking again.
 *
 * `detail` is short, free of secrets, and meant for people.
 */
export type FailedOutcome =
  | {
      readonly kind: 'retry';
      readonly reason: FailureReason;
      readonly scope: FaultScope;
      readonly afterMs?: number;
      readonly detail: string;
    }
  | { readonly kind: 'rejected'; readonly reason: FailureReason; readonly detail: string }
  | { readonly kind: 'unknown'; readonly reason: FailureReason; readonly detail: string };

/** The result of one attempt: a value, never a throw. */
export type Outcome = Delivered | FailedOutcome;

/** The result of one call of COC: whether it was accepted, before anybody looks at what it gave. */
export type CallOutcome = AcceptedCall | FailedOutcome;
