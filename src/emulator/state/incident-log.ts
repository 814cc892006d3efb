import type { IncidentStatus } from '../contract/incident-enums.ts';

/** One thing that happened to an incident. */
export interface IncidentStep {
  /** Epoch ms UTC. */
  readonly at: number;
  /** `create`, or the `operate_key` or `action` as COC names it. */
  readonly action: string;
  readonly operator: string;
  /** State after it. */
  readonly status: IncidentStatus;
  /** What the operator wrote with it. */
  readonly comment?: string;
  /** Done by a person in the console, as `people` or the control API played one, and not through the API. */
  readonly byHand?: true;
  /** User id of the new assignee, when it was forwarded. */
  readonly forwardedTo?: string;
}

/** One incident with all that was sent for it. Its state is the status of the last step of its timeline. */
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
  /** What the solution said, once one was submitted. */
  solution?: Readonly<Record<string, unknown>>;
}

/** All incidents, in the order in which they were opened. */
export interface IncidentLog {
  nextNumber: number;
  readonly incidents: Incident[];
}

/** An empty log. */
export function newIncidentLog(): IncidentLog {
  return { nextNumber: 1, incidents: [] };
}

/** Makes the number of the next incident: `IM`, the UTC day, and a count that never repeats. */
export function nextIncidentNum(log: IncidentLog, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const number = `IM${day}${String(log.nextNumber).padStart(8, '0')}`;
  log.nextNumber += 1;
  return number;
}

/** The state of an incident now. */
export function statusOf(incident: Incident): IncidentStatus {
  return incident.timeline.at(-1)?.status ?? 'INCIDENT_STATUS_TRIGGERED';
}

/** The users who are responsible: whom it was forwarded to last, or whom it was opened for. */
export function assigneesOf(incident: Incident): readonly string[] {
  const forwarded = incident.timeline.findLast((step) => step.forwardedTo !== undefined)?.forwardedTo;
  return forwarded === undefined ? incident.assignee : [forwarded];
}

/** Who is responsible as people read it: the user, or the shift as its scene and role. */
export function assigneeOf(incident: Incident): string {
  return assigneesOf(incident)[0] || `${incident.assigneeScene} / ${incident.assigneeRole}`;
}

/** Whether somebody has accepted an incident in this state; a rejected one was not accepted. */
export function isAccepted(status: IncidentStatus): boolean {
  return status !== 'INCIDENT_STATUS_TRIGGERED' && status !== 'INCIDENT_STATUS_REJECTED';
}

/**
 * The incident as readers see it who lag behind its writers: with the steps up to `until` (epoch ms) only. Undefined
 * while it is not to be seen at all.
 */
export function visibleIncident(incident: Incident, until: number): Incident | undefined {
  const last = incident.timeline.at(-1);
  if (last && last.at <= until) return incident;
  const timeline = incident.timeline.filter((step) => step.at <= until);
  return timeline.length === 0 ? undefined : { ...incident, timeline };
}
