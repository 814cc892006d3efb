/** One thing that a sender told of a series, once and for all time. */
export interface Told {
  readonly series: string;
  /** Unique in its series, rising. */
  readonly number: number;
  readonly status: 'firing' | 'resolved';
}

/** A text that stands in COC's alarm, and tells which one it is. */
export function textOf({ series, number, status }: Told): string {
  return `${series}#${number}#${status}`;
}

/** What was acknowledged, by series, in order: each of them is owed to COC. */
export class Account {
  readonly #told = new Map<string, Told[]>();
  acknowledged = 0;

  add(all: readonly Told[]): void {
    for (const told of all) {
      const before = this.#told.get(told.series);
      if (before) before.push(told);
      else this.#told.set(told.series, [told]);
      this.acknowledged += 1;
    }
  }

  get series(): readonly string[] {
    return [...this.#told.keys()];
  }

  of(series: string): readonly Told[] {
    return this.#told.get(series) ?? [];
  }
}
