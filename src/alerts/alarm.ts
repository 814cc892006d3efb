import type { AlarmId, AlarmLevel } from './alert.ts';

/**
 * The alarm that COC is to receive for one alert. Templates and routes have been applied. Texts have their
 * full length: the encoder cuts them to COC's limits.
 */
export interface Alarm {
  readonly alarmId: AlarmId;
  /** Name of the configured integration whose key the alarm goes to; `default` for `coc.integrationKey`. */
  readonly integration: string;
  readonly alarmName: string;
  readonly alarmLevel: AlarmLevel;
  /** Time of the event, epoch ms UTC. */
  readonly time: number;
  readonly nameSpace: string;
  readonly regionId: string;
  readonly applicationId: string;
  readonly resourceName: string;
  readonly resourceId: string;
  readonly alarmDesc: string;
  /** Candidates for COC's `URL`, best first. The encoder takes the first that fits. */
  readonly urls: readonly string[];
  readonly alarmStatus: 'alarm' | 'ok';
  readonly alarmSource: string;
}

/** Most names of alarms, and of resources, that are kept with an incident. COC's texts have no room for more. */
export const NAMES_KEPT = 20;

/** The incident that an alarm asks for once COC has the alarm. Its texts are not yet cut to COC's limits. */
export interface IncidentRequest {
  /** Name of the incident policy. */
  readonly policy: string;
  /** Key that all alarms of one incident share. Without it, each episode has its own incident. */
  readonly correlation?: string;
  readonly title: string;
  /** True when a template of the policy wrote the title. */
  readonly hasOwnTitle?: true;
  readonly description: string;
  /**
   * Lines that come behind the description and are not cut off, the most important one first. Absent where a template of
   * the policy wrote the description.
   */
  readonly tail?: readonly string[];
  /** COC enum, `level_10` (P1) to `level_50` (P5). */
  readonly level: string;
  /** COC enum, such as `inc_type_p_monitoring_issues`. */
  readonly type: string;
  readonly serviceInterrupted: boolean;
  readonly applicationId: string;
  readonly regionId?: string;
  readonly enterpriseProjectId?: string;
  /** COC user id in whose name the incident is opened. */
  readonly creator: string;
  readonly assignee: Assignee;
  /** True when that is the fallback of its policy, because COC refused the first one. */
  readonly hasFallback?: true;
}

/** A COC user, or a scene and a role of COC's shift schedule. */
export type Assignee = { readonly user: string } | { readonly scene: string; readonly role: string };

/** Reason for recording an alert without sending it. A closed set, because these are metric labels too. */
export type FilterReason = (typeof FILTER_REASONS)[number];

const FILTER_REASONS = ['route', 'heartbeat', 'info-inhibitor', 'discovery', 'paused'] as const;

/** True for the reason of a filter: the alert says what is true, and is not sent. */
export function isFilter(reason: string): reason is FilterReason {
  return FILTER_REASONS.some((one) => one === reason);
}

/** Result of routing one alert. */
export type Routed =
  | {
      readonly kind: 'alarm';
      readonly alarm: Alarm;
      readonly route: string;
      /** Fingerprint of the configuration that rendered it. */
      readonly configuration?: string;
      readonly incident?: IncidentRequest;
    }
  | {
      readonly kind: 'filtered';
      readonly reason: FilterReason;
      readonly route?: string;
      /** Only of a resolve: the recovery, for an episode that was opened before the filter was there. */
      readonly end?: Alarm;
    };
