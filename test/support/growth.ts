/** Ten times the work takes about ten times as long. Where the time grows with the square, it takes a hundred times. */
export const LINEAR = 40;

/**
 * Measures how many times as long `work` takes for ten times the size. Other processes and the garbage collector only
 * add to a time, so the least of several counts; less than a millisecond counts as one.
 */
export function growthOf(work: (size: number) => unknown, size: number): number {
  const least = (of: number, times: number) => {
    const took = Array.from({ length: times }, () => {
      const startedAt = performance.now();
      work(of);
      return performance.now() - startedAt;
    });
    return Math.min(...took);
  };
  return least(size * 10, 3) / Math.max(1, least(size, 10));
}
