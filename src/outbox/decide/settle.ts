import { backoffMs } from '../../time/backoff.ts';
import {
  aboutEntry,
  type DueEntry,
  type EntryBody,
  type HandleIncident,
  type IncidentStep,
  type RemarkIncident,
  type ReportAlarm,
} from '../events/entry.ts';
import type { AttemptFailed, OutboxEvent } from '../events/event.ts';
import type { CocIncidentState } from '../events/incident-event.ts';
import type { Delivered, FailedOutcome, FaultScope } from '../events/outcome.ts';
import { isInCoc } from '../ledger/incident.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { OutboxPolicy } from '../policy.ts';
import type { LookRules } from './incidents/absence.ts';
import type { IncidentContext } from './incidents/incident-context.ts';
import { requestIncident } from './incidents/request-incident.ts';

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
    case 'incident-opened': {
      const known = view.incident(key);
      // An operator may have decided in the same commit.
      if (known && isInCoc(known)) return [];
      const { incidentNum } = outcome;
      return [{ type: 'incident.opened', key, alarmId, incidentNum, ...askedWith(body, uncertain) }];
    }
    case 'war-room-opened': {
      const { warRoomNum } = outcome;
      return [{ type: 'war-room.opened', key, alarmId, ...(warRoomNum !== undefined && { warRoomNum }) }];
    }
    case 'step-taken':
    case 'step-not-needed':
      return body.kind === 'handle-incident' ? [stepTaken(body, outcome, uncertain)] : [];
    case 'people-told':
    case 'people-not-told':
      return body.kind === 'remark-incident' ? peopleHeard(view, body, outcome) : [];
    case 'alarm-reported':
      return [];
  }
}

/**
 * Records what the people of an incident know. A remark that they perhaps heard, or that COC does not take, counts as told;
 * a forward does not.
 */
function peopleHeard(
  view: IncidentView,
  { key, alarmId, remark }: RemarkIncident,
  outcome: Extract<Delivered, { result: 'people-told' | 'people-not-told' }>,
): readonly OutboxEvent[] {
  if (!remark) return [];
  const { note, told, forward } = remark;
  if (outcome.result === 'people-told')
    return [{ type: 'people.told', key, alarmId, note, told, ...(forward && { forward }) }];
  const incident = view.incident(key);
  const { mayKnow = told } = incident && isInCoc(incident) ? incident : {};
  const { why } = outcome;
  return [{ type: 'people.not-told', key, alarmId, why, ...(!forward && { told: mayKnow }) }];
}

/** With what an incident was asked for. What a look finds may have been asked for otherwise. */
function askedWith(body: Exclude<EntryBody, ReportAlarm>, uncertain: boolean) {
  if (body.kind !== 'open-incident' || uncertain) return {};
  const { title, hasFallback } = body.request;
  return { title, ...(hasFallback && { hasFallback }), ...(body.told && { told: body.told }) };
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
  return: 'accepted',
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
    dueAt: dueAfter(waitMs(outcome, attempts, context), context),
    uncertain: outcome.kind === 'unknown' || (entry.uncertain && outcome.kind !== 'rejected'),
  };
  return [failed];
}

/** Time of the next attempt, epoch ms. Without a wait it is 0, which no clock that was ahead can turn into a wait. */
function dueAfter(waitMs: number, { now }: { readonly now: number }): number {
  return waitMs === 0 ? 0 : now + waitMs;
}

/** Result of all looks so far: the thing is certainly absent, or the wait before the next look, ms. */
export type LookResult = number | 'absent';

/**
 * Settles a look that found nothing. When the thing is certainly absent, the entry is no longer uncertain:
 * it is asked for again at once, or cancelled when it is not needed any more. Pure.
 */
export function settleLook(
  entry: DueEntry,
  { reason, detail }: FailedOutcome,
  { now, waitMs }: { readonly now: number; readonly waitMs: LookResult },
): readonly OutboxEvent[] {
  const absent = waitMs === 'absent';
  const failed: AttemptFailed = {
    type: 'attempt.failed',
    ...aboutEntry(entry),
    outcome: absent ? 'retry' : 'unknown',
    reason,
    scope: 'entry',
    detail,
    // The entry has no fault in it that COC shows nothing.
    attempts: entry.attempts,
    dueAt: dueAfter(absent ? 0 : waitMs, { now }),
    uncertain: !absent,
    ...(absent && { absent }),
  };
  return [failed];
}

/** Rules for looking for what an attempt without an answer may have opened. */
export function lookRulesOf(policy: OutboxPolicy): LookRules {
  return {
    firstWaitMs: policy.incidentLookupDelayMs,
    longestWaitMs: policy.incidentLookupMaxMs,
    absentAfterMs: policy.incidentAbsentAfterMs,
    listLagMs: policy.incidentListLagMs,
  };
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
      return policy.incidentLookupDelayMs;
  }
}
