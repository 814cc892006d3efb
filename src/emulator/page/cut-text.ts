import { escapeHtml } from './escape-html.ts';

/** Characters of a title that a table shows. */
const SHOWN = 120;

/** Title in a table, as HTML. A long one is cut, with an ellipsis for its rest, and has it all as its tooltip. */
export function cutText(text: string): string {
  // A character takes at most two UTF-16 units.
  const characters = [...text.slice(0, 2 * SHOWN + 2)];
  if (characters.length <= SHOWN) return escapeHtml(text);
  const head = characters.slice(0, SHOWN - 1).join('');
  return `<span title="${escapeHtml(text)}">${escapeHtml(head)}…</span>`;
}
