const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Makes text safe between tags and in quoted attributes. Control characters that could garble the page are
 * replaced.
 *
 * @param lines - `keep-lines` keeps line feeds, for elements whose style shows them.
 */
export function escapeHtml(text: string, lines: 'one-line' | 'keep-lines' = 'one-line'): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (sign) =>
      lines === 'keep-lines' && sign === '\n' ? sign : '\ufffd',
    )
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
