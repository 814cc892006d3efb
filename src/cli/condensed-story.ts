interface Step {
  readonly at: number;
  readonly step: string;
  readonly words: string;
}

/** A step that happened so many times in a row. */
export interface CondensedStep {
  readonly at: number;
  /** When it happened last. */
  readonly last: number;
  readonly times: number;
  readonly words: string;
}

/** Steps of which a long outage makes hundreds. */
const MANY: ReadonlySet<string> = new Set(['alert.repeated', 'alert.dropped', 'attempt.failed']);

/**
 * A story with what only repeats itself told once, with its number: in a row means that nothing else happened between
 * but more of this kind. Pure.
 */
export function condensed(steps: readonly Step[]): readonly CondensedStep[] {
  const told: CondensedStep[] = [];
  const open = new Map<string, number>();
  for (const { at, step, words } of steps) {
    if (!MANY.has(step)) open.clear();
    const place = open.get(words);
    const before = place === undefined ? undefined : told[place];
    if (place !== undefined && before) {
      told[place] = { ...before, last: at, times: before.times + 1 };
      continue;
    }
    if (MANY.has(step)) open.set(words, told.length);
    told.push({ at, last: at, times: 1, words });
  }
  return told;
}
