import { backoffMs } from '../backoff.ts';
import { aboutEntry, type DueEntry, type IncidentKey, type ReportAlarm } from '../entry.ts';
import type { AttemptFailed, OutboxEvent } from '../event.ts';
import type { LedgerView } from '../ledger.ts';
import type { FaultScope, Outcome } from '../outcome.ts';
import type { OutboxPolicy } from '../policy.ts';

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
  view: LedgerView,
  entry: DueEntry,
  outcome: Extract<Outcome, { kind: 'delivered' }>,
): readonly OutboxEvent[] {
  const { receipt, requestId } = outcome;
  const delivered: OutboxEvent = {
    type: 'entry.delivered',
    ...aboutEntry(entry),
    attempts: entry.attempts + 1,
    ...(receipt !== undefined && { receipt }),
    ...(requestId !== undefined && { requestId }),
  };
  if (entry.body.kind === 'report-alarm') return [delivered, ...requestIncident(view, entry.body)];
  const { key, alarmId } = entry.body;
  return [delivered, { type: 'incident.opened', key, alarmId, incidentNum: receipt ?? '' }];
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

function requestIncident(view: LedgerView, body: ReportAlarm): readonly OutboxEvent[] {
  const { incident, episode } = body;
  const { alarmId } = body.alarm;
  if (!incident) return [];
  const key = episode as string as IncidentKey;
  const skipped = { type: 'incident.skipped', alarmId, episode, policy: incident.policy } as const;
  if (view.incident(key)) return [{ ...skipped, reason: 'exists' }];
  const known = view.episode(alarmId);
  if (known?.episode !== episode || known.state === 'resolved') return [{ ...skipped, reason: 'resolved' }];
  return [
    { type: 'incident.requested', key, alarmId, episode, policy: incident.policy },
    { type: 'entry.queued', body: { kind: 'open-incident', key, request: incident, alarmId, episode } },
  ];
}
