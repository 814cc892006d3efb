import type { LedgerReader } from '../../outbox/ledger/ledger.ts';
import type { Matcher } from '../../routing/matcher.ts';

/** Values of a name that a sentence lists. */
const MOST_VALUES = 5;
/** Length of a listed value, in UTF-16 units. */
const LONGEST_VALUE = 60;

/**
 * Notes which matchers no alarm meets, and which values the alarms have instead. A mistyped name or value looks like
 * a list without alarms otherwise.
 */
export class UnmetMatchers {
  readonly #unmet: Map<Matcher, Set<string>>;
  #seen = 0;

  constructor(matchers: readonly Matcher[]) {
    this.#unmet = new Map(matchers.map((matcher) => [matcher, new Set()]));
  }

  /** Notes one alarm. `read` returns the value of a name, undefined when there is none. */
  see(read: (name: string) => string | undefined): void {
    this.#seen += 1;
    for (const [matcher, values] of this.#unmet) {
      const value = read(matcher.name) ?? '';
      if (matcher.test(value)) this.#unmet.delete(matcher);
      else if (value !== '' && values.size <= MOST_VALUES) values.add(value.slice(0, LONGEST_VALUE));
    }
  }

  /** One sentence about each unmet matcher. */
  words(): readonly string[] {
    if (this.#seen === 0) return [];
    return [...this.#unmet].map(([{ name, operator, value }, values]) => {
      if (values.size === 0) return wordsWithout(name, this.#seen);
      const listed = [...values].slice(0, MOST_VALUES).join(', ');
      const more = values.size > MOST_VALUES ? ' and others' : '';
      return `${noneOf(this.#seen)} meets ${name}${operator}${JSON.stringify(value)}; their ${name}: ${listed}${more}`;
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
