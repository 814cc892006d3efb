/** Ten times the work takes about ten times as long. Where the time grows with the square, it takes a hundred times. */
export const LINEAR = 40;
/** A machine that is busy with other things may spoil one measurement. */
const ROUNDS = 3;

/**
 * Measures how many times as long `work` takes for ten times the size, in time of the processor. Other processes and the
 * garbage collector only add to it, so the least of several counts; less than a millisecond counts as one.
 */
export function growthOf(work: (size: number) => unknown, size: number): number {
  let growth = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && growth >= LINEAR; round++)
    growth = Math.min(growth, leastMs(work, size * 10, 3) / Math.max(1, leastMs(work, size, 10)));
  return growth;
}

function leastMs(work: (size: number) => unknown, size: number, times: number): number {
  const took = Array.from({ length: times }, () => {
    const before = process.cpuUsage();
    work(size);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...took);
}
