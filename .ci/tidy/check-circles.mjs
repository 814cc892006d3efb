/**
 * Finds circles of imports among files; an import of a type counts too. A finding tells the shortest way round, and
 * every file that is part of a circle is in one.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkCircles(modules) {
  const next = new Map(modules.map(({ path, imports }) => [path, imports.filter(({ target }) => target)]));
  const seen = new Set();
  const findings = [];
  for (const path of [...next.keys()].sort()) {
    const way = seen.has(path) ? undefined : wayRound(path, next);
    if (way === undefined) continue;
    for (const step of way) seen.add(step.file);
    findings.push({
      file: path,
      line: way[0].line,
      rule: 'import circle',
      message: [...way.map(({ file, line }) => `${file}:${line}`), path].join(' -> '),
      reason: 'Files of a circle can only be understood together; types count as well.',
    });
  }
  return findings;
}

/** The shortest way from a file back to itself, found by breadth; each step names the line of its import. */
function wayRound(start, next) {
  const waiting = [{ file: start, way: [] }];
  const visited = new Set();
  for (const { file, way } of waiting) {
    for (const { target, line } of next.get(file) ?? []) {
      const longer = [...way, { file, line }];
      if (target === start) return longer;
      if (visited.has(target)) continue;
      visited.add(target);
      waiting.push({ file: target, way: longer });
    }
  }
  return undefined;
}
