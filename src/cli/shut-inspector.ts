import { url } from 'node:inspector';

const IGNORED = 'ignored SIGUSR1, which would open the inspector of Node';

/**
 * Keeps the inspector shut. Node opens it at SIGUSR1, and whoever reaches it can read all secrets and run code in
 * the process. A listener takes the signal away from Node.
 */
export function ignoreInspectorSignal(): void {
  process.on('SIGUSR1', tellOnStandardError);
}

/** Tells of the signal in the log from now on. */
export function logInspectorSignal(warn: (message: string) => void): void {
  // In this order: the signal always has a listener.
  process.on('SIGUSR1', () => warn(IGNORED));
  process.off('SIGUSR1', tellOnStandardError);
}

/** Before there is a log. */
function tellOnStandardError(): void {
  process.stderr.write(`coc-alarm-agent: ${IGNORED}\n`);
}

/** A warning about an inspector that the command line or NODE_OPTIONS opened; undefined when there is none. */
export function openInspectorWarning(): string | undefined {
  const at = url();
  return at === undefined
    ? undefined
    : `the inspector of Node is open at ${new URL(at).host}: whoever reaches it controls the agent; start it without --inspect`;
}
