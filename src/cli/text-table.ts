const MAX_CELL = 60;

/** A text from outside, safe for a terminal: no control character, no line break. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}

/** A text from outside as a cell of a table: safe, and cut. */
export function cell(text: string): string {
  const safe = plain(text);
  return safe.length > MAX_CELL ? `${safe.slice(0, MAX_CELL - 1)}…` : safe;
}

/** Rows in columns, the headings first. */
export function table(rows: readonly [readonly string[], ...(readonly string[])[]]): string {
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
