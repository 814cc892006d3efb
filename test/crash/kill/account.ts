/** One transition of a series that a sender reported. */
export interface Told {
  readonly series: string;
  /** Increases by one with each transition of the series. */
  readonly number: number;
  readonly status: 'firing' | 'resolved';
}

/** Makes the description of the alarm, which identifies the transition. */
export function textOf({ series, number, status }: Told): string {
  return `${series}#${number}#${status}`;
}

/** The acknowledged transitions of each series, in order. The agent owes each of them to COC. */
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
