interface Step {
  readonly at: number;
  readonly step: string;
  readonly words: string;
}

/** One line of a condensed story: a step that happened `times` times in a row. */
export interface CondensedStep {
  /** Time of the first one, epoch ms. */
  readonly at: number;
  /** Time of the last one, epoch ms. */
  readonly last: number;
  readonly times: number;
  readonly words: string;
}

/** Kinds of steps that a long outage repeats hundreds of times. */
const REPEATING: ReadonlySet<string> = new Set(['alert.repeated', 'alert.dropped', 'attempt.failed']);

/**
 * Joins equal repeating steps into one line with their number. Only other repeating steps may stand between
 * them; any other step begins a new line. Pure.
 */
export function condenseStory(steps: readonly Step[]): readonly CondensedStep[] {
  const lines: CondensedStep[] = [];
  const open = new Map<string, number>();
  for (const { at, step, words } of steps) {
    if (!REPEATING.has(step)) open.clear();
    const place = open.get(words);
    const before = place === undefined ? undefined : lines[place];
    if (place !== undefined && before) {
      lines[place] = { ...before, last: at, times: before.times + 1 };
      continue;
    }
    if (REPEATING.has(step)) open.set(words, lines.length);
    lines.push({ at, last: at, times: 1, words });
  }
  return lines;
}
