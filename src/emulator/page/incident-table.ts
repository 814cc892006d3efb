import { assigneeOf, type Incident, statusOf } from '../state/incident-log.ts';
import { cutText } from './cut-text.ts';
import { escapeHtml } from './escape-html.ts';
import { formatTime } from './format-time.ts';
import { priorityOf, statusBadge } from './incident-badge.ts';
import { incidentPath } from './incident-path.ts';

const SHOWN = 100;

/** The latest incidents as a table, newest first, each with a link to its page. */
export function incidentTable(incidents: readonly Incident[]): string {
  if (incidents.length === 0) return '<p class="empty">No incident has been opened.</p>';
  const rows = incidents.slice(-SHOWN).reverse().map(incidentRow).join('');
  return `<table><thead><tr><th>Opened</th><th>State</th><th>Level</th><th>Number</th><th>Title</th>
<th>Assignee</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function incidentRow(incident: Incident): string {
  const { incidentNum, title, description } = incident;
  return `<tr>
<td data-label="Opened" class="time">${formatTime(incident.createdAt)}</td>
<td data-label="State">${statusBadge(statusOf(incident))}</td>
<td data-label="Level">${priorityOf(incident.level)}</td>
<td data-label="Number" class="time"><a href="${escapeHtml(incidentPath(incidentNum))}">${escapeHtml(incidentNum)}</a></td>
<td data-label="Title"><strong>${cutText(title)}</strong><span class="note">${escapeHtml(description, 'keep-lines')}</span></td>
<td data-label="Assignee" class="time assignee">${escapeHtml(assigneeOf(incident))}</td>
</tr>`;
}
