import { escapeHtml } from './escape-html.ts';

/** Names with their values; an empty value is shown as a dash. The names are HTML, the values text. */
export function facts(rows: readonly (readonly [string, string])[]): string {
  const shown = rows.map(
    ([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value, 'keep-lines') || '–'}</dd></div>`,
  );
  return `<dl class="facts">${shown.join('')}</dl>`;
}
