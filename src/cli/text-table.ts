const MAX_CELL = 60;

/** A text from outside made safe for a terminal: control characters and line breaks are replaced. */
export function safeText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}

/** A text from outside as a table cell: safe for a terminal, and cut to 60 characters. */
export function tableCell(text: string): string {
  const safe = safeText(text);
  return safe.length > MAX_CELL ? `${safe.slice(0, MAX_CELL - 1)}…` : safe;
}

/** Rows as aligned columns; the first row holds the headings. */
export function textTable(rows: readonly [readonly string[], ...(readonly string[])[]]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
