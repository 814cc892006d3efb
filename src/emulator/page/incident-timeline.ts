import type { Incident, IncidentStep } from '../state/incident-log.ts';
import type { WarRoom } from '../state/war-room-log.ts';
import { escapeHtml } from './escape-html.ts';
import { formatTime } from './format-time.ts';
import { statusBadge } from './incident-badge.ts';

/** Actions in words. */
const meanings: Readonly<Record<string, string>> = {
  create: 'Opened',
  draft: 'Made a draft',
  submit: 'Submitted',
  acceptedIncident1: 'Accepted',
  accepted: 'Accepted',
  rejected: 'Rejected',
  ReOpen: 'Reopened',
  agreed: 'Closed after rejection',
  commitSolution1: 'Solution submitted',
  commitSolution: 'Solution submitted',
  addRemark: 'Remark',
  acceptedForward: 'Forwarded',
  unAcceptedForward: 'Forwarded',
  incidentPause: 'Paused',
  recovery: 'Resumed',
};

/** The steps of an incident and the openings of its war rooms, oldest first. */
export function incidentTimeline(incident: Incident, warRooms: readonly WarRoom[]): string {
  const steps = incident.timeline.map((step) => ({ at: step.at, html: stepItem(step) }));
  const rooms = warRooms.map((room) => ({ at: room.createdAt, html: roomItem(room) }));
  const items = [...steps, ...rooms].sort((a, b) => a.at - b.at);
  return `<ol class="timeline">${items.map(({ html }) => html).join('')}</ol>`;
}

function stepItem(step: IncidentStep): string {
  const hand = step.byHand ? ' <span class="badge hand">by hand</span>' : '';
  const comment = step.comment ? `<span class="comment">${escapeHtml(step.comment)}</span>` : '';
  const to = step.forwardedTo === undefined ? '' : ` to ${escapeHtml(step.forwardedTo)}`;
  return `<li>${formatTime(step.at)} <span class="event"><strong>${meaningOf(step)}</strong>${to} by
${escapeHtml(step.operator)}${hand}${comment}</span> ${statusBadge(step.status)}</li>`;
}

function roomItem(room: WarRoom): string {
  return `<li>${formatTime(room.createdAt)} <span class="event"><strong>War room opened</strong>:
${escapeHtml(room.name)}</span> <span class="badge plain">${escapeHtml(room.warRoomNum)}</span></li>`;
}

function meaningOf({ action, status }: IncidentStep): string {
  if (action === 'confirm') {
    return status === 'INCIDENT_STATUS_COMPLETED' ? 'Solution confirmed' : 'Solution sent back';
  }
  return meanings[action] ?? escapeHtml(action);
}
