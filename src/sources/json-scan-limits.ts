/** Counts that bound the memory of parsed JSON. */
export interface Budget {
  /** Keys of all objects together. */
  keys: number;
  /** Objects and lists: each takes memory, however short it is written. */
  containers: number;
  /** Elements of all lists together. */
  elements: number;
}

/** Limits for a JSON body. */
export interface JsonLimits {
  /** Nested objects and lists. */
  readonly depth: number;
  readonly keysPerObject: number;
  /** Bytes of one string, with escapes as they are written. */
  readonly stringBytes: number;
  /** Limits of one alert. */
  readonly alert: Readonly<Budget>;
  /** Limits of everything outside of the list of alerts. */
  readonly shared: Readonly<Budget>;
  /** Limits of the alerts that are parsed together. */
  readonly part: Readonly<Budget & { readonly alerts: number }>;
}

const SHARED: Readonly<Budget> = { keys: 1_000_000, containers: 250_000, elements: 1_000_000 };

/** Limits far above what monitoring systems send: a few KiB of annotations, a few dozen labels. */
export const JSON_LIMITS: JsonLimits = {
  depth: 64,
  keysPerObject: 10_000,
  stringBytes: 1_048_576,
  alert: { keys: 20_000, containers: 10_000, elements: 100_000 },
  shared: SHARED,
  part: { ...SHARED, alerts: 20_000 },
};

const NOTHING: Readonly<Budget> = { keys: 0, containers: 0, elements: 0 };

function copy({ keys, containers, elements }: Readonly<Budget>, to: Budget): void {
  to.keys = keys;
  to.containers = containers;
  to.elements = elements;
}

/** An alert, or what all alerts share, while it is scanned: its limits, and how much of them it has used. */
export class Owner {
  readonly limits: Readonly<Budget>;
  readonly used: Budget = { keys: 0, containers: 0, elements: 0 };
  /** Depth of its object, whose fields are judged one by one. */
  depth: number;
  #start: number;
  #fieldStart = -1;
  readonly #before: Budget = { keys: 0, containers: 0, elements: 0 };

  /** @param start place where it starts; -1 for what all alerts share, which cannot be given up as a whole. */
  constructor(limits: Readonly<Budget>, depth: number, start: number) {
    this.limits = limits;
    this.depth = depth;
    this.#start = start;
  }

  /** Begins again as another alert. */
  restart(start: number): void {
    this.#start = start;
    this.#fieldStart = -1;
    copy(NOTHING, this.used);
  }

  beginField(start: number): void {
    this.#fieldStart = start;
    copy(this.used, this.#before);
  }

  /**
   * Gives up the field that the scan is in at this depth, otherwise the whole. What it used is free again. Returns where
   * it starts, and the depth around it.
   */
  giveUp(depth: number): { readonly start: number; readonly depth: number } {
    if (depth > this.depth && this.#fieldStart >= 0) {
      copy(this.#before, this.used);
      return { start: this.#fieldStart, depth: this.depth };
    }
    const start = this.#start;
    this.restart(start);
    return { start, depth: this.depth - 1 };
  }
}

/** Start of a part of the list, and the index of its first alert. */
export interface ListPart {
  /** Place of the bracket or comma before its first alert. */
  readonly start: number;
  readonly first: number;
}

/** The list of alerts while it is scanned. States: not found -> in the list -> ended. */
export class ScannedList {
  /** Place of the opening bracket, and of the closing one; 0 while there is none. */
  start = 0;
  end = 0;
  /** Depth of the list; 0 while it is not found. */
  depth = 0;
  /** Index of the alert that the scan is in; undefined outside of the list. */
  alert: number | undefined;
  /** What the scan is in: an alert, or what all alerts share. */
  owner: Owner;
  readonly parts: ListPart[] = [];
  readonly #limits: JsonLimits;
  readonly #shared: Owner;
  readonly #inPart: Budget = { keys: 0, containers: 0, elements: 0 };

  constructor(limits: JsonLimits) {
    this.#limits = limits;
    this.#shared = new Owner(limits.shared, 1, -1);
    this.owner = this.#shared;
  }

  /** True when the scan is between two alerts of the list. */
  isAt(depth: number): boolean {
    return this.alert !== undefined && depth === this.depth;
  }

  /** Begins the list. */
  begin(start: number, depth: number): void {
    this.start = start;
    this.depth = depth;
    this.alert = 0;
    this.owner = new Owner(this.#limits.alert, depth + 1, start + 1);
    this.parts.push({ start, first: 0 });
  }

  /** Goes on to the next alert, at the comma before it. */
  next(comma: number): void {
    this.alert = (this.alert ?? 0) + 1;
    if (this.#isPartFull(this.alert)) {
      this.parts.push({ start: comma, first: this.alert });
      copy(NOTHING, this.#inPart);
    }
    this.owner.restart(comma + 1);
  }

  /** Ends the list at its closing bracket. */
  close(end: number): void {
    this.end = end;
    this.alert = undefined;
    this.owner = this.#shared;
  }

  #isPartFull(alert: number): boolean {
    const { part } = this.#limits;
    const inPart = this.#inPart;
    const { used } = this.owner;
    for (const what of ['keys', 'containers', 'elements'] as const) inPart[what] += used[what];
    if (alert - (this.parts.at(-1)?.first ?? 0) >= part.alerts) return true;
    return (
      inPart.keys >= part.keys || inPart.containers >= part.containers || inPart.elements >= part.elements
    );
  }
}
