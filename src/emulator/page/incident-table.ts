import { type Incident, statusOf } from '../state/incident-log.ts';
import { formatTime } from './alarm-table.ts';
import { escapeHtml } from './escape-html.ts';

const SHOWN = 100;

const priorities: Readonly<Record<string, string>> = {
  level_10: 'P1',
  level_20: 'P2',
  level_30: 'P3',
  level_40: 'P4',
  level_50: 'P5',
};

/** The latest incidents as a table, newest first. */
export function incidentTable(incidents: readonly Incident[]): string {
  if (incidents.length === 0) return '<p class="empty">No incident has been opened.</p>';
  const rows = incidents.slice(-SHOWN).reverse().map(incidentRow).join('');
  return `<table><thead><tr><th>Opened</th><th>State</th><th>Level</th><th>Number</th><th>Title</th>
<th>Assignee</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function incidentRow(incident: Incident): string {
  const state = statusOf(incident).replace('INCIDENT_STATUS_', '').toLowerCase();
  const assignee = incident.assignee[0] ?? `${incident.assigneeScene} / ${incident.assigneeRole}`;
  return `<tr>
<td data-label="Opened" class="time">${formatTime(incident.createdAt)}</td>
<td data-label="State"><span class="badge ${state}">${state}</span></td>
<td data-label="Level">${escapeHtml(priorities[incident.level] ?? incident.level)}</td>
<td data-label="Number" class="time">${escapeHtml(incident.incidentNum)}</td>
<td data-label="Title"><strong>${escapeHtml(incident.title)}</strong><span class="note">${escapeHtml(incident.description)}</span></td>
<td data-label="Assignee" class="time">${escapeHtml(assignee)}</td>
</tr>`;
}
