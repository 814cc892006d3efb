/** The room of a path below src: its first folder, or the file itself. */
const roomOf = (path) => path.split('/')[1];

/**
 * Checks which room imports which, by a list of rooms in order, the lowest first.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkRooms(modules, { rooms }) {
  const rows = new Map(rooms.map((row, height) => [row.room, { ...row, height }]));
  const findings = [...checkTable(rows)];
  for (const { path, imports } of modules) {
    const from = rows.get(roomOf(path));
    if (from === undefined) {
      findings.push({
        file: path,
        line: 1,
        rule: 'unknown room',
        message: `${roomOf(path)} has no row in the table of rooms`,
        reason: 'A new room says what it may import, and why.',
      });
      continue;
    }
    for (const { target, line } of imports) {
      if (target === undefined || roomOf(target) === from.room) continue;
      const to = rows.get(roomOf(target));
      if (to === undefined || from.imports.includes(to.room)) continue;
      findings.push({
        file: path,
        line,
        rule: to.height > from.height ? 'upward import' : 'import of another room',
        message: `${from.room} imports ${target}`,
        reason: from.reason,
      });
    }
  }
  return findings;
}

/** A room that may import a higher one would make the order of the table untrue. */
function* checkTable(rows) {
  for (const { room, imports, height } of rows.values())
    for (const name of imports)
      if (!(rows.get(name)?.height < height))
        yield {
          file: '.ci/tidy/rules.json',
          line: 1,
          rule: 'order of rooms',
          message: `${room} may not list ${name}, which is no lower room`,
          reason: 'Imports run one way.',
        };
}

/**
 * Checks that folders side by side, one for each adapter, do not import each other.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkSiblings(modules, { siblings }) {
  return siblings.flatMap(({ in: parent, reason }) =>
    modules.flatMap(({ path, imports }) => {
      const own = folderBelow(parent, path);
      if (own === undefined) return [];
      return imports
        .filter(({ target }) => ![undefined, own].includes(folderBelow(parent, target)))
        .map(({ target, line }) => ({
          file: path,
          line,
          rule: 'import of a sibling',
          message: `${own} imports ${target}`,
          reason,
        }));
    }),
  );
}

/** The folder of a path directly below a parent; undefined for a file of the parent itself, and outside of it. */
function folderBelow(parent, path) {
  if (!path?.startsWith(parent)) return undefined;
  const parts = path.slice(parent.length).split('/');
  return parts.length > 1 ? parts[0] : undefined;
}
