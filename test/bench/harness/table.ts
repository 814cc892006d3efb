import { type Figure, short } from './figure.ts';

const HEAD = ['row', 'figure', 'median', 'min-max', 'goal', 'met', 'note'];

/** Formats the figures as a table for a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const lines = [HEAD, ...figures.map(cellsOf)];
  const widths = HEAD.map((_, i) => Math.max(...lines.map((cells) => (cells[i] ?? '').length)));
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({ row, name, unit, value, goal, met, gate, note = '' }: Figure): string[] {
  const judged = met === undefined ? '' : `${met ? 'yes' : 'MISSED'}${gate ? ', gate' : ''}`;
  return [
    row,
    name,
    `${short(value.median)}${unit === '/s' ? unit : unit === '' ? '' : ` ${unit}`}`,
    value.min === value.max ? '' : `${short(value.min)}-${short(value.max)}`,
    goal ? `${goal.is} ${goal.value}` : '',
    judged,
    note,
  ];
}
