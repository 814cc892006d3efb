import type { CocIncidentState } from './incident-event.ts';

/** Reason of a failed attempt. A closed set: the values are metric labels and appear in every story. */
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
  | 'lookup-unavailable'
  | 'not-listed';

/** Reasons that leave open whether COC carried the call out. */
const OPEN: ReadonlySet<FailureReason> = new Set([
  'network',
  'timeout',
  'server-error',
  'bad-response',
  'interrupted',
  'lookup-unavailable',
  'not-listed',
]);

/** True when an attempt that failed for this reason certainly changed nothing in COC. */
export function isUntaken(reason: FailureReason): boolean {
  return !OPEN.has(reason);
}

/** Scope of a fault: this entry alone, or the whole destination. */
export type FaultScope = 'entry' | 'destination';

/**
 * Result of a delivery, by the kind of the entry. `step-not-needed`: the incident is already in a later state.
 * `people-not-told`: COC takes no remark on the incident, for this reason in words.
 */
export type DeliveryResult =
  | { readonly result: 'alarm-reported' }
  | { readonly result: 'incident-opened'; readonly incidentNum: string }
  | { readonly result: 'step-taken' }
  | { readonly result: 'people-told' }
  | { readonly result: 'people-not-told'; readonly why: string }
  | { readonly result: 'step-not-needed'; readonly state: CocIncidentState }
  | { readonly result: 'war-room-opened'; readonly warRoomNum?: string };

/** Call that COC accepted. `requestId` is COC's id of the call, for its support. */
export interface AcceptedCall {
  readonly kind: 'delivered';
  readonly requestId?: string;
}

/** Successful delivery: COC has what the entry asked for. */
export type Delivered = AcceptedCall & DeliveryResult;

/**
 * Attempt that did not deliver:
 * - `retry`: it has not arrived and may arrive later. `afterMs` is the shortest wait that the server asked
 *   for.
 * - `rejected`: the same input always fails. `detail` holds COC's words.
 * - `unknown`: bytes may have arrived, and COC would not recognise a second call. Look it up before asking
 *   again. `look` is set when this attempt only looked: a `complete` list did not show it, or an `incomplete`
 *   one, which proves nothing.
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
  | {
      readonly kind: 'unknown';
      readonly reason: FailureReason;
      readonly detail: string;
      readonly look?: 'complete' | 'incomplete';
    };

/** Result of one attempt: a value, never a throw. */
export type Outcome = Delivered | FailedOutcome;

/** Result of one call of COC: whether it was accepted, before its content is read. */
export type CallOutcome = AcceptedCall | FailedOutcome;
