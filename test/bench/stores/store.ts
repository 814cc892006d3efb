/** A store that keeps the alarms of several writers durably, with one promise for each alarm. */
export interface Store<T> {
  /** Prepares the value for alert `n`. This time is not measured. */
  prepare(n: number): T;
  /** Stores a prepared value. It is durable when the promise resolves. */
  append(prepared: T): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting<T> {
  readonly prepared: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The largest number of records in one commit, the same as in the agent. */
const MAX_PER_COMMIT = 256;

/**
 * Wraps `commit` in a group commit: values that arrive while one commit runs go into the next one together.
 */
export function grouped<T>(commit: (batch: readonly T[]) => Promise<void> | void) {
  const waiting: Waiting<T>[] = [];
  let running = false;
  const run = async () => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_PER_COMMIT);
      try {
        await commit(batch.map(({ prepared }) => prepared));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      // The writers of this commit may write again before the next one begins.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    running = false;
  };
  return (prepared: T) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ prepared, resolve, reject });
      if (running) return;
      running = true;
      void run();
    });
}
