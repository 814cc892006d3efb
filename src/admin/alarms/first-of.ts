import type { Series } from '../../outbox/ledger/series.ts';
import { type AlarmOrder, compareInList, type Place } from './alarm-order.ts';

/** Series with its place in the list. */
export interface ListedSeries extends Place {
  readonly series: Series;
}

/** Keeps the first series of those offered, in the order of the list. */
export class FirstOf {
  readonly items: ListedSeries[] = [];
  readonly #limit: number;
  readonly #order: AlarmOrder;

  constructor(limit: number, order: AlarmOrder) {
    this.#limit = limit;
    this.#order = order;
  }

  offer(listed: ListedSeries): void {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.items[middle];
      if (other && compareInList(other, listed, this.#order) < 0) low = middle + 1;
      else high = middle;
    }
    this.items.splice(low, 0, listed);
    if (this.items.length > this.#limit) this.items.pop();
  }
}
