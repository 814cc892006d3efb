import { aboutEntry, type DueEntry, type HandleIncident, type IncidentStep } from '../events/entry.ts';
import type { AttemptFailed, OutboxEvent } from '../events/event.ts';
import type { CocIncidentState } from '../events/incident-event.ts';
import type { FaultScope, Outcome } from '../events/outcome.ts';
import { backoffMs } from '../lanes/backoff.ts';
import type { IncidentView } from '../ledger/ledger.ts';
import type { OutboxPolicy } from '../policy.ts';
import { type IncidentContext, requestIncident } from './incidents/request-incident.ts';

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
  const { body } = entry;
  switch (body.kind) {
    case 'report-alarm':
      return [delivered, ...requestIncident(view, body, settled)];
    case 'open-incident': {
      const { key, alarmId } = body;
      if (receipt === undefined)
        return [{ type: 'entry.cancelled', ...aboutEntry(entry), reason: 'resolved' }];
      return [delivered, { type: 'incident.opened', key, alarmId, incidentNum: receipt }];
    }
    case 'handle-incident':
      return [delivered, ...stepTaken(entry, body, receipt)];
    case 'open-war-room': {
      const { key, alarmId } = body;
      return [delivered, { type: 'war-room.opened', key, alarmId, warRoomNum: receipt ?? '' }];
    }
  }
}

/**
 * COC has taken a step, or (with the state that it was found in) had no need of it: by an earlier attempt of ours whose
 * end is not known, or because a person was faster.
 */
function stepTaken(
  { uncertain }: DueEntry,
  { key, alarmId, step }: HandleIncident,
  found: string | undefined,
): readonly OutboxEvent[] {
  const aim = AIMS[step];
  const state = found === undefined ? aim : (found as CocIncidentState);
  const ours = found === undefined || (uncertain && state === aim);
  return [{ type: 'incident.moved', key, alarmId, state, by: ours ? 'agent' : 'person' }];
}

/** The state that each step leads to. */
const AIMS: Readonly<Record<IncidentStep, CocIncidentState>> = {
  accept: 'accepted',
  solve: 'resolved',
  confirm: 'completed',
};

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
