import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';
import { paint, type Tone } from './paint.ts';
import { safeCell } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

/** Column of a table. */
export interface Column {
  readonly heading: string;
  /** Width down to which its cells may be cut; without it they are always whole. */
  readonly least?: number;
  /** Width down to which they are cut once no column is left that could be left out; by default `least`. */
  readonly floor?: number;
  /** Rank among the columns that are left out of a narrow table: the highest goes first. */
  readonly spare?: number;
  readonly align?: 'right';
}

/** Cell of a table: a text from outside, and how it looks. */
export type Cell = string | { readonly text: string; readonly tone: Tone | undefined };

/** Spaces between two columns. */
const GAP = 2;
/** Most columns to which cells are padded where nothing is cut: a longer one moves only the rest of its own row. */
const MOST_PADDING = 80;

/**
 * Lays out rows below headings in the width of a terminal. Cells are cut first, the widest column first, and then
 * columns are left out. In a pipe or a file only monsters are cut. No line is broken: a table that fits nowhere is
 * cut at its end.
 */
export function fittedTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { columns: width, color }: Terminal,
): string {
  const texts = rows.map((row) => row.map((cell) => safeCell(textOf(cell))));
  const most = width ?? MOST_PADDING;
  const widths = columns.map(({ heading }, i) =>
    texts.reduce(
      (widest, row) => Math.max(widest, Math.min(most, displayWidth(row[i] ?? ''))),
      displayWidth(heading),
    ),
  );
  const shown = fitInto(columns, widths, width ?? Number.POSITIVE_INFINITY);
  const line = (cells: readonly string[], toneOf: (column: number) => Tone | undefined): string => {
    const laid = shown.map(({ index, width: columnWidth }) => {
      const cell = cells[index] ?? '';
      const text = width === undefined ? cell : cutToWidth(cell, columnWidth);
      const padded =
        columns[index]?.align === 'right'
          ? text.padStart(text.length + columnWidth - displayWidth(text))
          : padToWidth(text, columnWidth);
      return paint(padded, toneOf(index), color);
    });
    return laid.join(' '.repeat(GAP)).trimEnd();
  };
  const head = line(
    columns.map(({ heading }) => heading),
    () => 'heading',
  );
  const body = texts.map((row, i) => line(row, (column) => toneOf(rows[i]?.[column])));
  return [head, ...body].join('\n');
}

/** The text of a cell. */
export function textOf(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '');
}

function toneOf(cell: Cell | undefined): Tone | undefined {
  return typeof cell === 'object' ? cell.tone : undefined;
}

interface Shown {
  readonly index: number;
  readonly width: number;
}

/** Columns that are shown, with their widths. */
function fitInto(columns: readonly Column[], widths: readonly number[], available: number): readonly Shown[] {
  let shown: Shown[] = widths.map((width, index) => ({ index, width }));
  for (;;) {
    const fitted = shrink(shown, available, ({ index, width }) => columns[index]?.least ?? width);
    if (fitted) return fitted;
    const ranks = shown.map(({ index }) => columns[index]?.spare ?? 0);
    const highest = Math.max(...ranks);
    if (highest === 0) {
      const floorOf = ({ index, width }: Shown) => columns[index]?.floor ?? columns[index]?.least ?? width;
      return shrink(shown, available, floorOf) ?? cutEnd(shown, available, floorOf);
    }
    shown = shown.filter((_, i) => ranks[i] !== highest);
  }
}

type LeastOf = (column: Shown) => number;

/** Cuts the widest column that may be cut, again and again. Undefined when that is not enough. */
function shrink(shown: readonly Shown[], available: number, leastOf: LeastOf): readonly Shown[] | undefined {
  const widths = shown.map(({ width }) => width);
  const leasts = shown.map((column) => Math.min(column.width, leastOf(column)));
  let over = widths.reduce((sum, width) => sum + width + GAP, -GAP) - available;
  if (widths.reduce((sum, width, i) => sum + width - (leasts[i] ?? 0), 0) < over) return undefined;
  for (; over > 0; over--) {
    const widest = Math.max(...widths.map((width, i) => (width > (leasts[i] ?? 0) ? width : 0)));
    const at = widths.findLastIndex((width, i) => width === widest && width > (leasts[i] ?? 0));
    widths[at] = widest - 1;
  }
  return shown.map(({ index }, i) => ({ index, width: widths[i] ?? 0 }));
}

/** Cuts all columns to their least width, and leaves out what is behind the end of the line. */
function cutEnd(shown: readonly Shown[], available: number, leastOf: LeastOf): readonly Shown[] {
  let left = available;
  return shown.flatMap((column) => {
    const most = Math.min(column.width, leastOf(column), left);
    left -= most + GAP;
    return most > 0 ? [{ index: column.index, width: most }] : [];
  });
}
