/** The limits that a run is held to. */
export const LIMITS = {
  none: {},
  changed: { score: 85, covered: ['src/outbox/', 'src/journals/', 'src/delivery/'] },
  all: { score: 90 },
};

/** Killed mutants of a hundred; all of them when there are none. */
export function scoreOf(mutants) {
  if (mutants.length === 0) return 100;
  return (mutants.filter(({ isKilled }) => isKilled).length / mutants.length) * 100;
}

/** What breaks the limits, in words. */
export function faultsIn({ mutants, uncovered }, { score: least, covered = [] }) {
  const faults = [];
  const score = scoreOf(mutants);
  if (least !== undefined && score < least)
    faults.push(
      `${score.toFixed(1)} % of ${mutants.length} mutants are killed; ${least} % must be. Write a test for each survivor ` +
        'above, or mark it as equivalent with a reason (HACKING.md, "Mutation tests").',
    );
  const open = uncovered.filter(({ file }) => covered.some((room) => file.startsWith(room)));
  if (open.length > 0) {
    const places = [...new Set(open.map(({ file, line }) => `  ${file}:${line}`))];
    faults.push(`no unit test runs these places at all:\n${places.join('\n')}`);
  }
  return faults;
}
