/** A map with a limited size. Beyond the limit it drops the value that was put first. */
export class RecentMap<K, V> {
  readonly #maxValues: number;
  readonly #values = new Map<K, V>();

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  delete(key: K): void {
    this.#values.delete(key);
  }

  put(key: K, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#maxValues && oldest !== undefined) this.#values.delete(oldest);
  }
}
