/** Lines around a change that are shown. */
const CONTEXT = 2;

type Line = readonly [mark: ' ' | '-' | '+', text: string];

/**
 * The difference between two short texts, as `diff -u` shows it, without its head. Empty for texts of the same lines: the
 * kind of line ends and those at the very end do not count, because COC may change them.
 */
export function unifiedDiff(before: string, after: string): readonly string[] {
  const lines = compare(linesIn(before), linesIn(after));
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(([mark]) => mark !== ' '),
  );
  return lines.flatMap(([mark, text], at) => {
    if (!near[at]) return [];
    return [...(near[at - 1] === true ? [] : [headOfHunk(lines, at)]), `${mark}${text}`];
  });
}

function headOfHunk(lines: readonly Line[], at: number): string {
  const earlier = lines.slice(0, at);
  const line = (mark: '-' | '+') => earlier.filter(([other]) => other === ' ' || other === mark).length + 1;
  return `@@ -${line('-')} +${line('+')} @@`;
}

/** Lines of a text, without empty ones at its end. */
function linesIn(text: string): readonly string[] {
  return text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
}

/** Compares by the longest common subsequence. The texts are small: COC takes 4096 characters. */
function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  const width = after.length + 1;
  const longest = new Uint16Array((before.length + 1) * width);
  const common = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        before[i] === after[j] ? common(i + 1, j + 1) + 1 : Math.max(common(i + 1, j), common(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push([' ', before[i] ?? '']);
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || common(i + 1, j) >= common(i, j + 1))) {
      lines.push(['-', before[i] ?? '']);
      i += 1;
    } else {
      lines.push(['+', after[j] ?? '']);
      j += 1;
    }
  }
  return lines;
}
