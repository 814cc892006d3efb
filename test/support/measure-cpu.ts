/**
 * Measures the CPU time that work takes, and the most CPU time in which nothing else had its turn. Both in ms,
 * and independent of other programs on the machine.
 */
export async function measureCpu(work: () => Promise<unknown>) {
  const startedAt = cpuMs();
  let last = startedAt;
  let heldUpMs = 0;
  const look = () => {
    const now = cpuMs();
    heldUpMs = Math.max(heldUpMs, now - last);
    last = now;
  };
  let looking = true;
  const again = () => {
    look();
    if (looking) setImmediate(again);
  };
  setImmediate(again);
  await work();
  looking = false;
  look();
  return { tookMs: cpuMs() - startedAt, heldUpMs };
}

/** The CPU time of this process that work takes, ms. Other programs hardly change it. */
export function cpuMsOf(work: () => unknown): number {
  const startedAt = cpuMs();
  work();
  return cpuMs() - startedAt;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
