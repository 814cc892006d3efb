const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Makes text safe between tags and in quoted attributes; control characters that could garble the page are shown.
 *
 * @param lines - `keep-lines` leaves line feeds as they are, for where the style shows them.
 */
export function escapeHtml(text: string, lines: 'one-line' | 'keep-lines' = 'one-line'): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (sign) =>
      lines === 'keep-lines' && sign === '\n' ? sign : '\ufffd',
    )
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
