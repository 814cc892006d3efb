import type { WarRoom } from '../state/war-room-log.ts';
import { cutText } from './cut-text.ts';
import { escapeHtml } from './escape-html.ts';
import { formatTime } from './format-time.ts';

/** War rooms as a table, oldest first. */
export function warRoomTable(warRooms: readonly WarRoom[]): string {
  if (warRooms.length === 0) return '<p class="empty">No war room has been opened.</p>';
  return `<table><thead><tr><th>Opened</th><th>Number</th><th>Name</th><th>Admin</th><th>Called in</th>
<th>Regions</th></tr></thead><tbody>${warRooms.map(warRoomRow).join('')}</tbody></table>`;
}

function warRoomRow(room: WarRoom): string {
  const groups = room.scheduleGroups.map(({ sceneId, roleId }) => `${sceneId} / ${roleId}`);
  const invited = [...room.participants, ...groups].join(', ');
  return `<tr>
<td data-label="Opened" class="time">${formatTime(room.createdAt)}</td>
<td data-label="Number" class="time">${escapeHtml(room.warRoomNum)}</td>
<td data-label="Name"><strong>${cutText(room.name)}</strong><span class="note">${escapeHtml(room.description, 'keep-lines')}</span></td>
<td data-label="Admin">${escapeHtml(room.admin)}</td>
<td data-label="Called in">${escapeHtml(invited) || '–'}</td>
<td data-label="Regions">${escapeHtml(room.regionCodes.join(', ')) || '–'}</td>
</tr>`;
}
