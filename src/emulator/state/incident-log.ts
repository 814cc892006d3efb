import type { IncidentStatus } from '../contract/incident-enums.ts';

/** One step in the life of an incident. */
export interface IncidentStep {
  /** Epoch ms UTC. */
  readonly at: number;
  /** `create`, or the `operate_key` or `action` as COC names it. */
  readonly action: string;
  readonly operator: string;
  /** State after the step. */
  readonly status: IncidentStatus;
  /** Comment of the operator. */
  readonly comment?: string;
  /** True for a step of a played person, who works in the console; absent for a call of the API. */
  readonly byHand?: true;
  /** User id of the new assignee, if the step forwarded the incident. */
  readonly forwardedTo?: string;
}

/**
 * One incident with everything that was sent for it. Its state is the status of the last step of its
 * timeline.
 */
export interface Incident {
  readonly incidentNum: string;
  /** Epoch ms UTC. */
  readonly createdAt: number;
  readonly region: readonly string[];
  readonly enterpriseProject: readonly string[];
  readonly currentCloudService: readonly string[];
  readonly level: string;
  readonly isServiceInterrupt: boolean;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly assignee: readonly string[];
  readonly assigneeScene: string;
  readonly assigneeRole: string;
  readonly creator: string;
  readonly timeline: IncidentStep[];
  /** The submitted solution, if any. */
  solution?: Readonly<Record<string, unknown>>;
}

/** All incidents, the first opened first. */
export interface IncidentLog {
  nextNumber: number;
  readonly incidents: Incident[];
}

/** An empty log. */
export function newIncidentLog(): IncidentLog {
  return { nextNumber: 1, incidents: [] };
}

/** Makes the number of the next incident: `IM`, the UTC day, and a counter that never repeats. */
export function nextIncidentNum(log: IncidentLog, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const number = `IM${day}${String(log.nextNumber).padStart(8, '0')}`;
  log.nextNumber += 1;
  return number;
}

/** The current state of an incident. */
export function statusOf(incident: Incident): IncidentStatus {
  return incident.timeline.at(-1)?.status ?? 'INCIDENT_STATUS_TRIGGERED';
}

/**
 * The users who are responsible: the one that it was last forwarded to, otherwise those that it was opened
 * for.
 */
export function assigneesOf(incident: Incident): readonly string[] {
  const forwarded = incident.timeline.findLast((step) => step.forwardedTo !== undefined)?.forwardedTo;
  return forwarded === undefined ? incident.assignee : [forwarded];
}

/** The responsible user as text, or the scene and role of the responsible shift. */
export function assigneeOf(incident: Incident): string {
  return assigneesOf(incident)[0] || `${incident.assigneeScene} / ${incident.assigneeRole}`;
}

/** True for a state in which somebody has accepted the incident. A rejected incident is not accepted. */
export function isAccepted(status: IncidentStatus): boolean {
  return status !== 'INCIDENT_STATUS_TRIGGERED' && status !== 'INCIDENT_STATUS_REJECTED';
}

/**
 * The incident as a reader with a lag sees it: only with the steps up to `until` (epoch ms). Undefined when
 * the incident is not visible yet.
 */
export function visibleIncident(incident: Incident, until: number): Incident | undefined {
  const last = incident.timeline.at(-1);
  if (last && last.at <= until) return incident;
  const timeline = incident.timeline.filter((step) => step.at <= until);
  return timeline.length === 0 ? undefined : { ...incident, timeline };
}
