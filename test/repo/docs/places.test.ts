import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPage } from './markdown.ts';
import { allPages } from './page-list.ts';

/** A file or folder of the repository, written from its root. Words in capitals stand for a name. */
const PLACE = /^(?:src|test|docs|config|helm|\.ci)\/[\w./-]*$/;
const STAND_IN = /\b[A-Z]{4,}\b/;
/** Written by a test that fails. */
const MADE_LATER = 'test/crash/failing-cases.jsonl';

const named = allPages()
  .filter((page) => page !== 'CHANGELOG.md')
  .flatMap((page) => readPage(page).code.map((code) => ({ page, place: code.replace(/: \w+$/, '') })))
  .filter(({ place }) => PLACE.test(place) && !STAND_IN.test(place) && place !== MADE_LATER);

describe('the places that the pages name', () => {
  it('are many', () => expect(named.length).toBeGreaterThan(50));

  it('are all there', () => {
    expect(named.filter(({ place }) => !existsSync(place))).toEqual([]);
  });
});

describe('the test commands of HACKING.md', () => {
  const commands = [
    ...readFileSync('HACKING.md', 'utf8').matchAll(/vitest run .*?((?:test\/[\w./-]+ ?)+)(?:-t '(.+)')?$/gm),
  ];

  it('are found', () => expect(commands.length).toBeGreaterThan(5));

  it('name tests that are there', () => {
    const missing = commands.filter(([, paths = '', title = '']) => {
      const files = paths.trim().split(' ');
      return !files.every(
        (file) => existsSync(file) && (title === '' || readFileSync(file, 'utf8').includes(title)),
      );
    });
    expect(missing.map(([command]) => command)).toEqual([]);
  });
});
