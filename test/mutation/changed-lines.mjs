/**
 * The changed places of a diff without context (`git diff -U0`), as Stryker's patterns: `src/a.ts:3-7`. Removed
 * lines leave nothing to mutate.
 */
export function changedLines(diff) {
  const places = [];
  let file;
  for (const line of diff.split('\n')) {
    file = /^\+\+\+ (?:b\/(.+\.ts)|.*)$/.exec(line) ? RegExp.$1 : file;
    const [, from, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (!file || from === undefined || count === '0') continue;
    places.push(`${file}:${from}-${Number(from) + Number(count) - 1}`);
  }
  return places;
}
