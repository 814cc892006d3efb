/** Something that keeps the alarm of each writer durably, one promise an alarm. */
export interface Store<T> {
  /** Makes what is to be kept for alert `n`: outside of what is measured. */
  prepare(n: number): T;
  /** Keeps it; it is durable when this resolves. */
  append(prepared: T): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting<T> {
  readonly prepared: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** As much as the agent puts into one commit at most. */
const MAX_PER_COMMIT = 256;

/** Group commit around `commit`: what arrives while one runs goes into the next together. */
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
      // Writers whose promise is fulfilled get to write again before the next commit begins.
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
