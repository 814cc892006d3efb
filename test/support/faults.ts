/** The operations that can be made to fail. */
export type Operation =
  | 'append'
  | 'close'
  | 'create'
  | 'freeBytes'
  | 'list'
  | 'makeDirectory'
  | 'openToRead'
  | 'readFile'
  | 'remove'
  | 'rename'
  | 'rewrite'
  | 'stat'
  | 'sync'
  | 'syncDirectory'
  | 'truncate';

/** A fault of the disk: the calls that fail, and their error. */
export interface Fault {
  /** `any`: every one of them. */
  readonly operation: Operation | 'any';
  /** The code of the error, such as `EIO`. Without one, an append is cut short and nothing is thrown. */
  readonly code?: string;
  /** Limits the fault to matching paths. */
  readonly path?: RegExp;
  /** Matching calls that go through before it begins; none by default. */
  readonly after?: number;
  /** Number of calls that fail; one by default. */
  readonly times?: number;
}

/** The faults that wait for their call. A call meets one at most: the first that was injected and is not over. */
export class FaultPlan {
  readonly #waiting: { readonly fault: Fault; skip: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** The fault that this call meets; undefined when it goes through. */
  meet(operation: Operation, path: string): Fault | undefined {
    for (const waiting of this.#waiting) {
      const { fault } = waiting;
      const isIt = fault.operation === operation || fault.operation === 'any';
      if (!isIt || !(fault.path?.test(path) ?? true) || waiting.left === 0) continue;
      if (waiting.skip > 0) {
        waiting.skip -= 1;
        continue;
      }
      waiting.left -= 1;
      return fault;
    }
    return undefined;
  }
}

/** An error as node:fs makes it. */
export function fileSystemError(code: string, operation: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${operation} '${path}'`), { code });
}
