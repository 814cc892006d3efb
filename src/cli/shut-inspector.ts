import { url } from 'node:inspector';

/**
 * Keeps the inspector shut. Node opens it at SIGUSR1, and whoever reaches it can read all secrets and run code in
 * the process. A listener takes the signal away from Node.
 */
export function ignoreInspectorSignal(): void {
  process.on('SIGUSR1', () => {
    process.stderr.write('coc-alarm-agent: ignored SIGUSR1, which would open the inspector of Node\n');
  });
}

/** A warning about an inspector that the command line or NODE_OPTIONS opened; undefined when there is none. */
export function openInspectorWarning(): string | undefined {
  const at = url();
  return at === undefined
    ? undefined
    : `coc-alarm-agent: the inspector of Node is open at ${new URL(at).host}: whoever reaches it controls the agent; start it without --inspect\n`;
}
