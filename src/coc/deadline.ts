import { setMaxListeners } from 'node:events';

/** One limit on the time of a whole call, joined with the signal of the caller. */
export interface Deadline {
  /** Aborts when the time is over or the caller gives up. */
  readonly signal: AbortSignal;
  /** Why it aborted; undefined while it has not. */
  cause(): 'timeout' | 'interrupted' | undefined;
  /** Takes back the timer and the listener. To be called when the call is over. */
  stop(): void;
}

/** Starts a deadline of `timeoutMs`. Its listener on `parent` is taken back by `stop`, so that a long-lived signal stays light. */
export function startDeadline(timeoutMs: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  let cause: 'timeout' | 'interrupted' | undefined;
  const end = (why: 'timeout' | 'interrupted') => {
    cause ??= why;
    controller.abort();
  };
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  const interrupt = () => end('interrupted');
  if (parent?.aborted) interrupt();
  // All calls in flight may share one signal: many listeners are no leak here.
  if (parent) setMaxListeners(0, parent);
  parent?.addEventListener('abort', interrupt, { once: true });
  return {
    signal: controller.signal,
    cause: () => cause,
    stop() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', interrupt);
    },
  };
}
