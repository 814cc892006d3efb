import type { AlarmId, AlarmLevel } from './alert.ts';

/**
 * What COC is to receive for one alert, rendered by templates and routes but not yet cut to COC's limits: that is the
 * encoder's work, so that the full text is never lost.
 */
export interface Alarm {
  readonly alarmId: AlarmId;
  /** Name of the configured integration whose key the alarm goes to; `default` for `coc.integrationKey`. */
  readonly integration: string;
  readonly alarmName: string;
  readonly alarmLevel: AlarmLevel;
  /** When it happened, epoch ms UTC. */
  readonly time: number;
  readonly nameSpace: string;
  readonly regionId: string;
  readonly applicationId: string;
  readonly resourceName: string;
  readonly resourceId: string;
  readonly alarmDesc: string;
  /** Candidates for COC's `URL`, best first; the encoder takes the first that fits. */
  readonly urls: readonly string[];
  readonly alarmStatus: 'alarm' | 'ok';
  readonly alarmSource: string;
}

/** The incident that an alarm asks for once COC has it, rendered but not yet cut to COC's limits. */
export interface IncidentRequest {
  /** Name of the policy that asks for it. */
  readonly policy: string;
  /** What all alarms of one incident share; without it, the incident is that of one episode. */
  readonly correlation?: string;
  readonly title: string;
  readonly description: string;
  /** COC enum, `level_10` (P1) to `level_50` (P5). */
  readonly level: string;
  /** COC enum, such as `inc_type_p_monitoring_issues`. */
  readonly type: string;
  readonly serviceInterrupted: boolean;
  readonly applicationId: string;
  readonly regionId?: string;
  readonly enterpriseProjectId?: string;
  /** COC user id in whose name it is opened. */
  readonly creator: string;
  /** Either a user, or a scene and a role of COC's shift schedule. */
  readonly assignee: { readonly user: string } | { readonly scene: string; readonly role: string };
}

/** Why an alert is recorded and not sent. A closed set: these are metric labels too. */
export type FilterReason = 'route' | 'heartbeat' | 'info-inhibitor' | 'discovery' | 'paused';

/** What routing makes of one alert. */
export type Routed =
  | {
      readonly kind: 'alarm';
      readonly alarm: Alarm;
      readonly route: string;
      readonly incident?: IncidentRequest;
    }
  | { readonly kind: 'filtered'; readonly reason: FilterReason; readonly route?: string };
