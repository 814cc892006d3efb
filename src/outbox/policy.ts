import type { AlertOrigin } from '../alerts/alert.ts';
import { LONGEST_ASKED_WAIT_MS } from '../time/fixed-times.ts';
import type { IncidentRules } from './decide/incidents/incident-rules.ts';
import type { BackoffPolicy } from './lanes/backoff.ts';

/** What the configuration says about decisions of the outbox. All times in ms. */
export interface OutboxPolicy {
  /** Fingerprint of everything that decides what COC receives: what it refused under another one may be tried again. */
  readonly configuration: string;
  /** Which changes of a firing alarm are told to COC; anything else is a repeat. */
  readonly resendOn: ReadonlySet<'level' | 'description' | 'labels'>;
  /** Whether what waits of a series and was never tried may be told by the newest alone. */
  readonly collapse: boolean;
  /** How long a recovery is held back, in case the problem returns; 0 for not at all. */
  readonly resolveHoldMs: number;
  /** How often COC is told again of an alarm that still fires; infinite for never. */
  readonly reassertEveryMs: number;
  /** A resolve without a fire: only recorded, or told to COC too. */
  readonly unmatchedResolve: 'record' | 'forward';
  readonly backoff: BackoffPolicy;
  /** How long after a refusal the second try confirms it. */
  readonly confirmRejectedAfterMs: number;
  /** How long to wait before an incident without outcome is looked up: longer than COC's read-after-write lag. */
  readonly incidentLookupDelayMs: number;
  /** How long an incident waits that could not be looked up, before the next look. */
  readonly incidentLookupRetryMs: number;
  /** What the incident policies say of their incidents, by the name of the policy. */
  readonly incidentRules: ReadonlyMap<string, IncidentRules>;
  /** Most incidents that are asked for within an hour, whatever their policy; infinite for no bound. */
  readonly maxIncidentsPerHour: number;
  /** How long a storm incident waits before it is opened, so that it can tell what it stands for. */
  readonly stormGatherMs: number;
  /** Most pending entries: beyond, nothing is accepted. */
  readonly maxEntries: number;
  /** Most series of one source that are known: beyond, no new one of it is accepted. */
  readonly maxSeriesPerSource: number;
  /** Most bytes of the segments that hold pending entries: beyond, nothing is accepted. */
  readonly maxBytes: number;
}

/** The rules of a policy that is not configured any more. */
const NO_RULES: IncidentRules = { openAfterMs: 0, reopenWithinMs: 0, maxPerHour: Number.POSITIVE_INFINITY };

/** The rules of a policy; of one that is gone, those that do the least. */
export function incidentRulesOf(policy: OutboxPolicy, name: string): IncidentRules {
  return policy.incidentRules.get(name) ?? NO_RULES;
}

/** No wait of an entry is ever longer than this, ms. */
export function longestWaitMs(policy: OutboxPolicy): number {
  const { backoff, confirmRejectedAfterMs, incidentLookupDelayMs, incidentLookupRetryMs, resolveHoldMs } =
    policy;
  const lookup = Math.max(incidentLookupDelayMs, incidentLookupRetryMs);
  const opening = [...policy.incidentRules.values()].map(({ openAfterMs }) => openAfterMs);
  const waits = [lookup, resolveHoldMs, policy.stormGatherMs, ...opening];
  return Math.max(backoff.maxMs, confirmRejectedAfterMs, LONGEST_ASKED_WAIT_MS, ...waits);
}

/** Peers of an Alertmanager cluster tell the same thing up to some minutes apart. */
const LATE_FIRE_WINDOW_MS = 5 * 60_000;

/**
 * For how long after a resolve (ms) a fire that began before it counts as late, rather than as the problem's return. An
 * event of Zabbix never comes back under its number; a series of the others may, with its old start, when its
 * Alertmanager lost sight of it.
 */
export function lateFireWindowMs(type: AlertOrigin): number {
  return type === 'zabbix' ? Number.POSITIVE_INFINITY : LATE_FIRE_WINDOW_MS;
}
