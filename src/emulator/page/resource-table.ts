import { addressOf, type FleetResource } from '../fleet/fleet-resource.ts';
import { cutText } from './cut-text.ts';
import { escapeHtml } from './escape-html.ts';

const SHOWN = 100;

/** The first resources as a table, with the number of all of them. */
export function resourceTable(resources: readonly FleetResource[]): string {
  if (resources.length === 0) return '<p class="empty">There are no resources.</p>';
  const offline = resources.filter(({ agent_state }) => agent_state === 'OFFLINE').length;
  const regions = new Set(resources.map(({ region_id }) => region_id)).size;
  const rows = resources.slice(0, SHOWN).map(resourceRow).join('');
  return `<p class="note">${count(resources.length)} in all, in ${count(regions)} regions; ${count(offline)} with an offline agent.</p>
<table><thead><tr><th>Name</th><th>Kind</th><th>Private</th><th>Public</th><th>Region</th><th>Tags</th>
<th>Agent</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function resourceRow(resource: FleetResource): string {
  const tags = Object.entries(resource.tags).map(([name, value]) => `${name}=${value}`);
  const agent = resource.agent_state.toLowerCase();
  return `<tr>
<td data-label="Name"><strong>${cutText(resource.name)}</strong><span class="note">${escapeHtml(resource.resource_id)}</span></td>
<td data-label="Kind">${escapeHtml(`${resource.provider}.${resource.type}`)}</td>
<td data-label="Private">${escapeHtml(addressOf(resource, 'fixed')) || '–'}</td>
<td data-label="Public">${escapeHtml(addressOf(resource, 'floating')) || '–'}</td>
<td data-label="Region">${escapeHtml(resource.region_id)}</td>
<td data-label="Tags" class="resource">${cutText(tags.join(', ')) || '–'}</td>
<td data-label="Agent"><span class="badge ${agent === 'online' ? 'ok' : 'alarm'}">${agent}</span></td>
</tr>`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
