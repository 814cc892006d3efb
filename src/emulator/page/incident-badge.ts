import type { IncidentStatus } from '../contract/incident-enums.ts';
import { escapeHtml } from './escape-html.ts';

const priorities: Readonly<Record<string, string>> = {
  level_10: 'P1',
  level_20: 'P2',
  level_30: 'P3',
  level_40: 'P4',
  level_50: 'P5',
};

/** The state of an incident as a badge. */
export function statusBadge(status: IncidentStatus): string {
  const state = status.replace(/^INCIDENT_STATUS_|^incident_/, '').toLowerCase();
  return `<span class="badge ${state}">${state}</span>`;
}

/** The level of an incident as P1 to P5; an unknown level is shown as it is. */
export function priorityOf(level: string): string {
  return escapeHtml(priorities[level] ?? level);
}
