import type { PatchReport } from '../patches/patch-report.ts';
import { cutText } from './cut-text.ts';
import { escapeHtml } from './escape-html.ts';
import { formatTime } from './format-time.ts';

const SHOWN = 100;

/** The latest reports about patches as a table, with the number of all of them. */
export function patchTable(reports: readonly PatchReport[]): string {
  if (reports.length === 0) return '<p class="empty">There are no reports about patches.</p>';
  const lacking = reports.filter(({ status }) => status === 'non_compliant').length;
  const latest = reports.toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, SHOWN);
  return `<p class="note">${reports.length.toLocaleString('en')} reports, ${lacking.toLocaleString('en')} of them non-compliant.</p>
<table><thead><tr><th>Reported</th><th>Server</th><th>Status</th><th>Patches that lack</th><th>System</th>
<th>Region</th></tr></thead><tbody>${latest.map(patchRow).join('')}</tbody></table>`;
}

function patchRow(report: PatchReport): string {
  const { non_compliant_count: lacking, severity_summary: by } = report.non_compliant_summary;
  const grave = `${by.critical_count} critical, ${by.high_count} high, ${by.medium_count} medium`;
  return `<tr>
<td data-label="Reported" class="time">${formatTime(timeOf(report))}</td>
<td data-label="Server"><strong>${cutText(report.name)}</strong><span class="note">${escapeHtml(report.ip)}</span></td>
<td data-label="Status"><span class="badge ${report.status === 'compliant' ? 'ok' : 'alarm'}">${report.status.replace('_', '-')}</span></td>
<td data-label="Patches">${lacking}<span class="note">${lacking === 0 ? '' : grave}</span></td>
<td data-label="System">${escapeHtml(report.operating_system)} <span class="badge plain">${report.report_scene}</span></td>
<td data-label="Region">${escapeHtml(report.region)}</td>
</tr>`;
}

function timeOf({ execution_summary }: PatchReport): number {
  return execution_summary.report_time;
}
