import { existsSync, readFileSync } from 'node:fs';

const NAMED = /`([\w/.-]+)`((?:,? (?:and )?"[^"]+")+)/g;

/** What a page names as a proof. */
interface NamedTest {
  readonly path: string;
  readonly title: string;
}

/** The tests that a text names: a path in backquotes, and one or more titles in quotes behind it. */
export function testsIn(text: string): readonly NamedTest[] {
  return [...text.matchAll(NAMED)].flatMap(([, path = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ path, title })),
  );
}

/** Those that are not there: no such file below `test` (or `test/crash`), or no such title in it. */
export function missingTests(text: string): readonly NamedTest[] {
  return testsIn(text).filter(({ path, title }) => {
    const file = fileOf(path);
    return !file || !readFileSync(file, 'utf8').includes(title);
  });
}

function fileOf(path: string): string | undefined {
  const places = [`test/crash/${path}`, `test/${path}`, `test/${path}.test.ts`];
  return places.find((place) => place.endsWith('.ts') && existsSync(place));
}
