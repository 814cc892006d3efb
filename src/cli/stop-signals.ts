/** The signals that ask the process to stop. */
export interface StopSignals {
  /** Resolves with the first SIGINT or SIGTERM: stop in good order. */
  readonly first: Promise<NodeJS.Signals>;
  /** Resolves with the second one: stop at once, whatever is under way. */
  readonly second: Promise<NodeJS.Signals>;
}

/** Listens for SIGINT and SIGTERM. */
export function stopSignals(): StopSignals {
  const first = nextSignal();
  return { first, second: first.then(nextSignal) };
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(signal);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
