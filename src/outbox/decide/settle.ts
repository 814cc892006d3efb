import { backoffMs } from '../../time/backoff.ts';
import { aboutEntry, type DueEntry, type HandleIncident, type IncidentStep } from '../events/entry.ts';
import type { AttemptFailed, OutboxEvent } from '../events/event.ts';
import type { CocIncidentState } from '../events/incident-event.ts';
import type { Delivered, FailedOutcome, FaultScope } from '../events/outcome.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { OutboxPolicy } from '../policy.ts';
import { type IncidentContext, requestIncident } from './incidents/request-incident.ts';

/** Input of the decision besides the ledger. */
export interface SettleContext {
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
  /** From 0 up to, not including, 1. */
  readonly random: number;
}

/** Settles an attempt that COC accepted. Pure. */
export function settleDelivered(
  view: IncidentView,
  entry: DueEntry,
  settled: { readonly outcome: Delivered } & IncidentContext,
): readonly OutboxEvent[] {
  const { outcome } = settled;
  if (outcome.result === 'incident-absent')
    return [{ type: 'entry.cancelled', ...aboutEntry(entry), reason: 'resolved' }];
  const { requestId } = outcome;
  const receipt = receiptOf(outcome);
  const delivered: OutboxEvent = {
    type: 'entry.delivered',
    ...aboutEntry(entry),
    attempts: entry.attempts + 1,
    ...(receipt !== undefined && { receipt }),
    ...(requestId !== undefined && { requestId }),
  };
  return [delivered, ...consequences(view, entry, settled)];
}

function consequences(
  view: IncidentView,
  { body, uncertain }: DueEntry,
  settled: { readonly outcome: Delivered } & IncidentContext,
): readonly OutboxEvent[] {
  if (body.kind === 'report-alarm') return requestIncident(view, body, settled);
  const { key, alarmId } = body;
  const { outcome } = settled;
  switch (outcome.result) {
    case 'incident-opened':
      return [{ type: 'incident.opened', key, alarmId, incidentNum: outcome.incidentNum }];
    case 'war-room-opened': {
      const { warRoomNum } = outcome;
      return [{ type: 'war-room.opened', key, alarmId, ...(warRoomNum !== undefined && { warRoomNum }) }];
    }
    case 'step-taken':
    case 'step-not-needed':
      return body.kind === 'handle-incident' ? [stepTaken(body, outcome, uncertain)] : [];
    case 'alarm-reported':
    case 'incident-absent':
      return [];
  }
}

/**
 * Number of the thing that COC made, or the state that it showed. Stored with the delivery, for the story.
 */
function receiptOf(outcome: Delivered): string | undefined {
  switch (outcome.result) {
    case 'incident-opened':
      return outcome.incidentNum;
    case 'war-room-opened':
      return outcome.warRoomNum;
    case 'step-not-needed':
      return outcome.state;
    default:
      return undefined;
  }
}

/**
 * Records the state of an incident after a step. If the step was not needed, either an earlier attempt of the
 * agent had arrived, or a person was faster.
 */
function stepTaken(
  { key, alarmId, step }: HandleIncident,
  outcome: Extract<Delivered, { result: 'step-taken' | 'step-not-needed' }>,
  uncertain: boolean,
): OutboxEvent {
  const aim = AIMS[step];
  const state = outcome.result === 'step-taken' ? aim : outcome.state;
  const ours = outcome.result === 'step-taken' || (uncertain && state === aim);
  return { type: 'incident.moved', key, alarmId, state, by: ours ? 'agent' : 'person' };
}

/** State that each step leads to. */
const AIMS: Readonly<Record<IncidentStep, CocIncidentState>> = {
  accept: 'accepted',
  solve: 'resolved',
  confirm: 'completed',
};

/** Settles a failed attempt after which the entry stays. Pure. */
export function settleFailed(
  entry: DueEntry,
  outcome: FailedOutcome,
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

function waitMs(outcome: FailedOutcome, attempts: number, { policy, random }: SettleContext): number {
  switch (outcome.kind) {
    case 'retry':
      // The destination pauses as a whole, so that the entry itself need not wait.
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
