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
      const child = childAt === undefined ? undefined : this.#items[childAt];
      if (childAt === undefined || !child || child.key >= last.key) break;
      this.#items[at] = child;
      at = childAt;
    }
    this.#items[at] = last;
    return first;
  }

  #smallerChild(at: number): number | undefined {
    const left = this.#items[at * 2 + 1];
    const right = this.#items[at * 2 + 2];
    if (!left) return undefined;
    return right && right.key < left.key ? at * 2 + 2 : at * 2 + 1;
  }
}
