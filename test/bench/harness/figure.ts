/** The median of several rounds, and their range. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The goal of a figure. */
export interface Goal {
  readonly is: '>=' | '<=';
  readonly value: number;
}

/** One measured figure. */
export interface Figure {
  /** The row of the bench that made it. */
  readonly row: string;
  readonly name: string;
  readonly unit: 'x' | 'ms' | 's' | 'MB' | 'us' | '/s' | 'B' | '';
  readonly value: Spread;
  readonly goal?: Goal;
  /** Undefined when there is no goal. */
  readonly met?: boolean;
  /** It does not scatter on a busy machine: a build may fail on it. */
  readonly gate?: true;
  /** The figures behind a ratio, and hints for reading it. */
  readonly note?: string;
}

/** Summarizes the values of some rounds. @throws when there are none. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || upper === undefined || lower === undefined)
    throw new Error('there are no rounds');
  return { median: (lower + upper) / 2, min, max };
}

/** Makes a figure from its rounds, and judges it by the median. */
export function figure(about: Omit<Figure, 'value' | 'met'>, values: readonly number[]): Figure {
  const value = spreadOf(values);
  const { goal } = about;
  if (!goal) return { ...about, value };
  const met = goal.is === '>=' ? value.median >= goal.value : value.median <= goal.value;
  return { ...about, value, met };
}

/** Divides two lists of rounds one by one. */
export function ratios(of: readonly number[], to: readonly number[]): readonly number[] {
  return of.map((value, i) => value / (to[i] ?? Number.NaN));
}

/** Formats a number with about four digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1_000) return String(Math.round(value));
  return Number(value.toPrecision(3)).toString();
}

/** Formats the median of some rounds for a note. */
export function middle(values: readonly number[]): string {
  return short(spreadOf(values).median);
}
