/** Measures the time that work takes, and the longest time in which nothing else had its turn. Both in ms. */
export async function measure(work: () => Promise<unknown>) {
  const startedAt = performance.now();
  let last = startedAt;
  let heldUpMs = 0;
  const look = () => {
    const now = performance.now();
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
  return { tookMs: performance.now() - startedAt, heldUpMs };
}
