import type { AlertOrigin } from '../alerts/alert.ts';
import type { BackoffPolicy } from '../time/backoff.ts';
import { LONGEST_ASKED_WAIT_MS } from '../time/fixed-times.ts';
import type { IncidentWriter } from './decide/incidents/covered-alarms.ts';
import type { IncidentRules } from './decide/incidents/incident-rules.ts';
import type { Remark } from './decide/incidents/remark.ts';
import type { Renderer } from './renderer.ts';

/** Settings of the outbox, taken from the configuration. All times in ms. */
export interface OutboxPolicy {
  /**
   * Fingerprint of all settings that decide what COC receives. An alarm that COC refused is tried again only
   * under another fingerprint.
   */
  readonly configuration: string;
  /** Fingerprint of the addresses and keys of COC. Absent where they never change. */
  readonly way?: string;
  /** Renders what waits, or was refused, anew. Absent where the configuration never changes. */
  readonly renderer?: Renderer;
  /** Changes of a firing alarm that are sent to COC. An alert without such a change is a repeat. */
  readonly resendOn: ReadonlySet<'level' | 'description' | 'labels'>;
  /** True when the newest alarm of a series replaces those that wait and were never tried. */
  readonly collapse: boolean;
  /** Time for which a recovery is held back, in case the problem returns; 0 sends it at once. */
  readonly resolveHoldMs: number;
  /** Time after a resolve during which a fire that began before it may be a straggler. */
  readonly lateFireWindowMs: number;
  /** Longest time between two reports of an alarm that still fires; infinite switches reassertions off. */
  readonly reassertEveryMs: number;
  /** Handling of a resolve without a fire: only record it, or send it to COC too. */
  readonly unmatchedResolve: 'record' | 'forward';
  readonly backoff: BackoffPolicy;
  /** Delay between a refusal and the second attempt, which confirms it. */
  readonly confirmRejectedAfterMs: number;
  /**
   * Delay before an incident of unknown outcome is looked up. Longer than the read-after-write lag of COC.
   */
  readonly incidentLookupDelayMs: number;
  /** Longest delay between two looks for an incident. It grows from the delay before the first one. */
  readonly incidentLookupMaxMs: number;
  /** Time after the end of an attempt during which COC may still carry it out. */
  readonly incidentAbsentAfterMs: number;
  /** Time by which COC's lists may lag behind. */
  readonly incidentListLagMs: number;
  /** Time after which a person is asked whether COC opened an incident. The agent goes on looking for it. */
  readonly incidentAskAfterMs: number;
  /** Names of the integrations that have a key, former ones too. Absent where all of them count as known. */
  readonly integrations?: ReadonlySet<string>;
  /** Names that integrations have now, by those that they had before. Absent where none was renamed. */
  readonly renamedIntegrations?: ReadonlyMap<string, string>;
  /** Writes the texts of an incident for the alarms that fire by now. Pure. */
  readonly writeIncident: IncidentWriter;
  /** Writes a remark for the people of an incident. Pure. */
  readonly writeRemark: (remark: Remark) => string;
  /** Rules of each incident policy, by its name. */
  readonly incidentRules: ReadonlyMap<string, IncidentRules>;
  /** Most incidents requested within an hour, over all policies; infinite for no bound. */
  readonly maxIncidentsPerHour: number;
  /** Delay before a storm incident is opened, so that its text can list more of its alarms. */
  readonly stormGatherMs: number;
  /** Most pending entries. At this bound nothing new is accepted. */
  readonly maxEntries: number;
  /** Most known series of one source. At this bound no new series of the source is accepted. */
  readonly maxSeriesPerSource: number;
  /** Most bytes of the journal's parts that hold pending entries. At this bound nothing new is accepted. */
  readonly maxBytes: number;
}

/** Rules of a policy that is no longer configured. */
const NO_RULES: IncidentRules = {
  openAfterMs: 0,
  reopenWithinMs: 0,
  reraiseAfterMs: Number.POSITIVE_INFINITY,
  maxPerHour: Number.POSITIVE_INFINITY,
};

/** Rules of an incident policy. A policy that is no longer configured gets the rules that do the least. */
export function incidentRulesOf(policy: OutboxPolicy, name: string): IncidentRules {
  return policy.incidentRules.get(name) ?? NO_RULES;
}

/**
 * Time after which alarms that still fire get another incident, although a person ended theirs, ms. For a policy that is
 * no longer configured it is the longest one that there is; infinite only where each policy has that.
 */
export function reraiseAfterMsOf({ incidentRules }: OutboxPolicy, name: string): number {
  const own = incidentRules.get(name);
  if (own) return own.reraiseAfterMs;
  const all = [...incidentRules.values()].map((one) => one.reraiseAfterMs);
  const times = all.filter(Number.isFinite);
  // Without any policy no alarm asks for another one, and the sooner that is known the better.
  return times.length === 0 && all.length > 0 ? Number.POSITIVE_INFINITY : Math.max(0, ...times);
}

/** All names under which incidents of a policy may be known. */
export function policyNames(policy: OutboxPolicy, name: string): readonly string[] {
  return incidentRulesOf(policy, name).names ?? [name];
}

/** Upper bound of every wait of an entry, ms. */
export function longestWaitMs(policy: OutboxPolicy): number {
  const { backoff, confirmRejectedAfterMs, incidentLookupDelayMs, incidentLookupMaxMs } = policy;
  const lookup = Math.max(incidentLookupDelayMs, incidentLookupMaxMs);
  const opening = [...policy.incidentRules.values()].map(({ openAfterMs }) => openAfterMs);
  const waits = [lookup, policy.resolveHoldMs, policy.lateFireWindowMs, policy.stormGatherMs, ...opening];
  return Math.max(backoff.maxMs, confirmRejectedAfterMs, LONGEST_ASKED_WAIT_MS, ...waits);
}

/**
 * Time after a resolve (ms) during which a fire that began before it looks late. Zabbix never reuses the number
 * of an event. A series of another source may return with its old start, after its Alertmanager lost track of
 * it.
 */
export function lateFireWindowMs(policy: OutboxPolicy, type: AlertOrigin): number {
  return type === 'zabbix' ? Number.POSITIVE_INFINITY : policy.lateFireWindowMs;
}
