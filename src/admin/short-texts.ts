import { headOf } from '../alerts/head-of.ts';

/** Most UTF-16 units of a text in a list. A sender may give an alert a name of a megabyte. */
const MOST_UNITS = 2_048;

/** Row of a list with each long text cut: an ellipsis stands for its rest. The answer for one thing has it whole. */
export function withShortTexts<T>(row: T): T {
  return shortened(row) as T;
}

/** Text with at most this many UTF-16 units: an ellipsis stands for its rest. */
export function shortText(text: string, most: number): string {
  return text.length <= most ? text : `${headOf(text, most - 1)}…`;
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return shortText(value, MOST_UNITS);
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one)]));
}
