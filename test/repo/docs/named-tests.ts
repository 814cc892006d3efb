import { existsSync, readdirSync, readFileSync } from 'node:fs';

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

/** The named tests that no run carries out: their file leaves tests out, or is none that a run collects. */
export function testsNotRun(text: string): readonly NamedTest[] {
  return testsIn(text).filter(({ path }) => {
    const file = fileOf(path);
    return !file || !isRun(file) || LEFT_OUT.test(readFileSync(file, 'utf8'));
  });
}

const LEFT_OUT = /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|todo|only|skipIf|runIf|fails)\b/;

/** A file of tests, or one with tests that files of tests call. */
function isRun(file: string): boolean {
  if (file.endsWith('.test.ts')) return true;
  const name = file.slice(file.lastIndexOf('/') + 1);
  const all = readdirSync('test', { recursive: true, encoding: 'utf8' });
  return all.some(
    (other) => other.endsWith('.test.ts') && readFileSync(`test/${other}`, 'utf8').includes(`/${name}'`),
  );
}

const NUMBERS = /(?<![\w.])(\d[\d,]*\d)(?![\w.:])/g;

/**
 * The numbers of a row that no test of it has: those of two digits or more, outside of quotes and of the names of
 * faults, such as the 72 of `(72 hours)`. A folder beside a test belongs to the test.
 */
export function numbersNotIn(row: string): readonly string[] {
  const said = row.replace(/"[^"]*"|`npm [^`]*`[^`]*|\bF\d\d\b|`[^`]*`/g, ' ');
  const numbers = [...said.matchAll(NUMBERS)].map(([, number = '']) => number);
  const code = [...row.matchAll(/`([\w/.-]+)`/g)]
    .map(([, path = '']) => textsOf(path))
    .join('\n')
    .replaceAll('_', '');
  return numbers.filter((number) => !new RegExp(`(?<!\\d)${number.replaceAll(',', '')}`).test(code));
}

function textsOf(path: string): string {
  const file = fileOf(path);
  if (!file) return '';
  const folder = file.replace(/\.test\.ts$/, '');
  const more =
    folder !== file && existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];
  return [file, ...more].map((each) => readFileSync(each, 'utf8').replaceAll(',', '')).join('\n');
}

function fileOf(path: string): string | undefined {
  const places = [`test/crash/${path}`, `test/${path}`, `test/${path}.test.ts`];
  return places.find((place) => place.endsWith('.ts') && existsSync(place));
}
