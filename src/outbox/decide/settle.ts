import { backoffMs } from '../backoff.ts';
import { aboutEntry, type DueEntry } from '../entry.ts';
import type { AttemptFailed, OutboxEvent } from '../event.ts';
import type { IncidentView } from '../ledger.ts';
import type { FaultScope, Outcome } from '../outcome.ts';
import type { OutboxPolicy } from '../policy.ts';
import { type IncidentContext, requestIncident } from './incidents.ts';

/** What the settling of an attempt may look at besides the ledger. */
export interface SettleContext {
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
  /** From 0 up to, not including, 1. */
  readonly random: number;
}

type Failure = Exclude<Outcome, { kind: 'delivered' }>;

/** What follows from an attempt that COC accepted. Pure. */
export function settleDelivered(
  view: IncidentView,
  entry: DueEntry,
  settled: { readonly outcome: Extract<Outcome, { kind: 'delivered' }> } & IncidentContext,
): readonly OutboxEvent[] {
  const { receipt, requestId } = settled.outcome;
  const delivered: OutboxEvent = {
    type: 'entry.delivered',
    ...aboutEntry(entry),
    attempts: entry.attempts + 1,
    ...(receipt !== undefined && { receipt }),
    ...(requestId !== undefined && { requestId }),
  };
  if (entry.body.kind === 'report-alarm') return [delivered, ...requestIncident(view, entry.body, settled)];
  const { key, alarmId } = entry.body;
  if (receipt === undefined) return [{ type: 'entry.cancelled', ...aboutEntry(entry), reason: 'resolved' }];
  return [delivered, { type: 'incident.opened', key, alarmId, incidentNum: receipt }];
}

/** What follows from an attempt that failed, and leaves the entry where it is. Pure. */
export function settleFailed(
  entry: DueEntry,
  outcome: Failure,
  context: SettleContext,
): readonly OutboxEvent[] {
  const scope: FaultScope = outcome.kind === 'retry' ? outcome.scope : 'entry';
  const attempts = entry.attempts + (scope === 'entry' ? 1 : 0);
  const failed: AttemptFailed = {
    type: 'attempt.failed',
    ...aboutEntry(entry),
    outcome: outcome.kind,
    reason: outcome.reason,
    scope,
    detail: outcome.detail,
    attempts,
    dueAt: context.now + waitMs(outcome, attempts, context),
    uncertain: outcome.kind === 'unknown' || (entry.uncertain && outcome.kind !== 'rejected'),
  };
  return [failed];
}

function waitMs(outcome: Failure, attempts: number, { policy, random }: SettleContext): number {
  switch (outcome.kind) {
    case 'retry':
      // The pause of the destination does the waiting for a fault of its own.
      return outcome.scope === 'destination'
        ? 0
        : backoffMs(policy.backoff, attempts, random, outcome.afterMs);
    case 'rejected':
      return policy.confirmRejectedAfterMs;
    case 'unknown':
      return outcome.reason === 'lookup-unavailable'
        ? policy.incidentLookupRetryMs
        : policy.incidentLookupDelayMs;
  }
}
