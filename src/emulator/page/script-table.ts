import { type Review, reviews } from '../state/review-script.ts';
import type { Script } from '../state/script-log.ts';
import { cutText } from './cut-text.ts';
import { escapeHtml } from './escape-html.ts';
import { formatTime } from './format-time.ts';
import { jobBadge } from './job-badge.ts';
import { reviewPath } from './job-path.ts';

const SHOWN = 100;

const labels: Readonly<Record<Review, string>> = { approve: 'Approve', reject: 'Reject' };

/** The latest scripts as a table, newest first. One that waits for its reviewers has buttons to play them. */
export function scriptTable(scripts: readonly Script[]): string {
  if (scripts.length === 0) return '<p class="empty">There is no script.</p>';
  const rows = scripts.slice(-SHOWN).reverse().map(scriptRow).join('');
  return `<table><thead><tr><th>Changed</th><th>State</th><th>Risk</th><th>Uuid</th><th>Name</th>
<th>Parameters</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function scriptRow(script: Script): string {
  const { uuid, name, description, params, properties } = script;
  const names = params.map(({ param_name }) => String(param_name)).join(', ');
  return `<tr>
<td data-label="Changed" class="time">${formatTime(script.modifiedAt)}</td>
<td data-label="State">${jobBadge(script.status)}${reviewButtons(script)}</td>
<td data-label="Risk">${escapeHtml(properties.risk_level)}</td>
<td data-label="Uuid" class="time">${escapeHtml(uuid)}</td>
<td data-label="Name"><strong>${cutText(name)}</strong><span class="note">${escapeHtml(description, 'keep-lines')}</span></td>
<td data-label="Parameters" class="time">${escapeHtml(names) || '–'}</td>
</tr>`;
}

function reviewButtons({ uuid, status }: Script): string {
  if (status !== 'PENDING_APPROVE') return '';
  const known = Object.keys(reviews) as Review[];
  const buttons = known.map((review) => `<button name="review" value="${review}">${labels[review]}</button>`);
  return `<form class="work" method="post" action="${escapeHtml(reviewPath(uuid))}">${buttons.join('')}</form>`;
}
