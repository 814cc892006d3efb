interface Item {
  readonly key: number;
  readonly value: number;
}

/** Binary heap that returns the item with the smallest key first. Several items may share a key. */
export class MinHeap {
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  peek(): Item | undefined {
    return this.#items[0];
  }

  push(key: number, value: number): void {
    const item = { key, value };
    let at = this.#items.length;
    this.#items.push(item);
    // Stryker disable next-line EqualityOperator,ConditionalExpression: the top has no parent, which ends it too.
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#items[parentAt];
      if (!parent || parent.key <= key) break;
      this.#items[at] = parent;
      at = parentAt;
    }
    this.#items[at] = item;
  }

  pop(): Item | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (!last || this.#items.length === 0) return first;
    let at = 0;
    for (;;) {
      const childAt = this.#smallerChild(at);
      const child = this.#items[childAt];
      if (!child || child.key >= last.key) break;
      this.#items[at] = child;
      at = childAt;
    }
    this.#items[at] = last;
    return first;
  }

  /** Place of the child with the smaller key; behind the last item when there is no child. */
  #smallerChild(at: number): number {
    const left = at * 2 + 1;
    return this.#keyAt(left + 1) < this.#keyAt(left) ? left + 1 : left;
  }

  #keyAt(at: number): number {
    return this.#items[at]?.key ?? Number.POSITIVE_INFINITY;
  }
}
