import type { LedgerReader } from '../../outbox/ledger/ledger.ts';
import type { Matcher } from '../../routing/matcher.ts';
import type { AlarmValues } from './row-values.ts';

/** Values of a name that a sentence lists. */
const MOST_VALUES = 5;
/** Length of a listed value, in UTF-16 units. */
const LONGEST_VALUE = 60;

/** Alarms that did not meet a matcher, and some of their values. */
interface Seen {
  alarms: number;
  readonly values: Set<string>;
}

/**
 * Notes which matchers no alarm meets, and which values the alarms have instead. A mistyped name or value looks like
 * a list without alarms otherwise.
 */
export class UnmetMatchers {
  readonly #unmet: Map<Matcher, Seen>;

  constructor(matchers: readonly Matcher[]) {
    this.#unmet = new Map(matchers.map((matcher) => [matcher, { alarms: 0, values: new Set() }]));
  }

  /** Notes one alarm. A matcher whose value is not known of it is neither met nor unmet. */
  see({ named, meets }: AlarmValues): void {
    for (const [matcher, seen] of this.#unmet) {
      const isMet = meets(matcher);
      if (isMet) this.#unmet.delete(matcher);
      if (isMet !== false) continue;
      const { values } = seen;
      seen.alarms += 1;
      for (const value of named(matcher.name) ?? [])
        if (value !== '' && values.size <= MOST_VALUES) values.add(value.slice(0, LONGEST_VALUE));
    }
  }

  /** One sentence about each unmet matcher. */
  words(): readonly string[] {
    return [...this.#unmet].flatMap(([{ name, operator, value }, { alarms, values }]) => {
      if (alarms === 0) return [];
      if (values.size === 0) return wordsWithout(name, alarms);
      const listed = [...values].slice(0, MOST_VALUES).join(', ');
      const more = values.size > MOST_VALUES ? ' and others' : '';
      return `${noneOf(alarms)} meets ${name}${operator}${JSON.stringify(value)}; their ${name}: ${listed}${more}`;
    });
  }
}

/** Says that no alarm has a value of a name. */
export function wordsWithout(name: string, count: number): string {
  return `${noneOf(count)} has a label or field ${JSON.stringify(name)}`;
}

function noneOf(count: number): string {
  return count === 1 ? 'none of 1 alarm' : `none of ${count} alarms`;
}

/** One sentence about each source that is neither configured nor named by any alarm. */
export function wordsForSources(
  asked: Iterable<string>,
  configured: readonly string[],
  ledger: Pick<LedgerReader, 'everySeries'>,
): readonly string[] {
  const unknown = new Set(asked);
  for (const name of configured) unknown.delete(name);
  for (const { source } of unknown.size > 0 ? ledger.everySeries() : []) unknown.delete(source);
  return [...unknown].map(
    (name) => `there is no source ${JSON.stringify(name)}; there are: ${configured.join(', ')}`,
  );
}
