import type { IncidentStatus } from '../contract/incident-enums.ts';
import { ticketNum } from './ticket-num.ts';

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
  /** Type of the incident by its solution, if the step submitted one. */
  readonly solvedAs?: string;
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

/** Makes the number of the next incident, of 26 characters. */
export function nextIncidentNum(log: IncidentLog, now: number): string {
  const number = ticketNum('IM', now, log.nextNumber);
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

/** The type of the incident: that of its last solution, as an assumption, and until then the one it was opened with. */
export function typeOf(incident: Incident): string {
  return lastSolution(incident)?.solvedAs ?? incident.type;
}

/** Time of the last solution, epoch ms; null without one. */
export function solvedAt(incident: Incident): number | null {
  return lastSolution(incident)?.at ?? null;
}

function lastSolution({ timeline }: Incident): IncidentStep | undefined {
  return timeline.findLast((step) => step.solvedAs !== undefined);
}

/** The responsible user as text, or the scene and role of the responsible shift. */
export function assigneeOf(incident: Incident): string {
  return assigneesOf(incident)[0] || `${incident.assigneeScene} / ${incident.assigneeRole}`;
}

const unaccepted: readonly IncidentStatus[] = [
  'incident_draft',
  'INCIDENT_STATUS_TRIGGERED',
  'INCIDENT_STATUS_REJECTED',
];

/** True for a state in which somebody has accepted the incident. A draft or a rejected incident is not accepted. */
export function isAccepted(status: IncidentStatus): boolean {
  return !unaccepted.includes(status);
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
