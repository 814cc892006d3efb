import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPage } from './markdown.ts';
import { allPages } from './page-list.ts';

const pages = allPages();
const anchors = new Map<string, ReadonlySet<string>>();

function anchorsIn(page: string): ReadonlySet<string> {
  const known = anchors.get(page) ?? new Set(readPage(page).headings.map(({ anchor }) => anchor));
  anchors.set(page, known);
  return known;
}

/** Links of a page to files that are not among `files`, or to headings that are not there. */
function deadLinks(page: string, isThere: (file: string) => boolean): readonly string[] {
  const dead = readPage(page).links.filter(
    ({ file, anchor }) => !isThere(file) || (anchor !== undefined && !anchorsIn(file).has(anchor)),
  );
  return dead.map(({ written }) => written);
}

describe('in the repository', () => {
  it('there are many pages', () => expect(pages.length).toBeGreaterThan(30));

  it.each(pages)('%s links only to files and headings that exist', (page) => {
    expect(deadLinks(page, (file) => existsSync(file))).toEqual([]);
  });
});

describe('in the npm package', () => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  const packaged = new Set(files.map(({ path }) => path));
  const isPackaged = (file: string) =>
    packaged.has(file) || [...packaged].some((path) => path.startsWith(`${file.replace(/\/$/, '')}/`));

  it('every page of docs is there', () => {
    const docs = pages.filter((page) => page.startsWith('docs/'));
    expect(docs.filter((page) => !packaged.has(page))).toEqual([]);
  });

  it.each(pages.filter((page) => packaged.has(page)))('%s links only to what is packaged', (page) => {
    expect(deadLinks(page, isPackaged)).toEqual([]);
  });
});
