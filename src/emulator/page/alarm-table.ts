import type { ReceivedAlarm } from '../state/alarm-log.ts';
import { cutText } from './cut-text.ts';
import { escapeHtml } from './escape-html.ts';
import { formatTime } from './format-time.ts';

const SHOWN = 100;

/** The latest accepted events as a table, newest first. */
export function alarmTable(alarms: readonly ReceivedAlarm[]): string {
  if (alarms.length === 0) {
    return '<p class="empty">No alarm has arrived yet. Set <code>coc.endpoint</code> to this address and let an alert fire.</p>';
  }
  const rows = alarms.slice(-SHOWN).reverse().map(alarmRow).join('');
  return `<table><thead><tr><th>Received</th><th>Status</th><th>Level</th><th>Alarm</th><th>Source</th>
<th>Resource</th><th>Integration</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function alarmRow(alarm: ReceivedAlarm): string {
  const field = (name: string, lines: 'one-line' | 'keep-lines' = 'one-line'): string => {
    const value = alarm.body?.[name];
    return escapeHtml(scalarText(value), lines);
  };
  const status = alarm.body?.alarmStatus === 'ok' ? 'ok' : 'alarm';
  const level = levelClass(alarm.body?.alarmLevel);
  return `<tr>
<td data-label="Received" class="time">${formatTime(alarm.receivedAt)}</td>
<td data-label="Status"><span class="badge ${status}">${status}</span></td>
<td data-label="Level"><span class="level ${level}">${field('alarmLevel')}</span></td>
<td data-label="Alarm"><strong>${cutText(scalarText(alarm.body?.alarmName))}</strong><span class="note">${field('alarmDesc', 'keep-lines')}</span></td>
<td data-label="Source" class="source">${field('alarmSource')}</td>
<td data-label="Resource" class="resource">${field('resourceName') || field('resourceId')}</td>
<td data-label="Integration" class="time">${escapeHtml(maskKey(alarm.integrationKey))}</td>
</tr>`;
}

/** A text, or a number that COC takes for one. */
function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function levelClass(level: unknown): string {
  return typeof level === 'string' && /^[A-Za-z]+$/.test(level) ? level.toLowerCase() : '';
}

/** The last four characters of an integration key: the key is treated as a secret. */
function maskKey(key: string): string {
  return key.length <= 8 ? '…' : `…${key.slice(-4)}`;
}
