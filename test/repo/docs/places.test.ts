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

it('the table of rooms has every room of src, and no other', () => {
  const { rooms } = JSON.parse(readFileSync('.ci/tidy/rules.json', 'utf8')) as { rooms: { room: string }[] };
  const page = readFileSync('docs/architecture.md', 'utf8');
  const rows = [...page.slice(page.indexOf('| room of `src/`')).matchAll(/^\| (`[^|]+`) \|/gm)];
  const told = rows.flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([\w.-]+?)\/?`/g)].map(([, room]) => room),
  );
  expect(told.toSorted()).toEqual(rooms.map(({ room }) => room).toSorted());
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
