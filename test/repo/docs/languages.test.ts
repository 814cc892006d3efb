import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage } from './markdown.ts';
import { allPages } from './page-list.ts';

/** Pages that a newcomer needs. */
const NEEDED = ['configuration', 'glossary', 'huawei-cloud', 'operating', 'troubleshooting'];
const chinese = allPages().filter((page) => page.startsWith('docs/zh-CN/'));
const pairs = [
  ['README.md', 'README.zh-CN.md'],
  ...chinese.map((page) => [`docs/${basename(page)}`, page]),
] as [string, string][];

it('what a newcomer needs is there in Chinese', () => {
  expect(NEEDED.filter((name) => !existsSync(`docs/zh-CN/${name}.md`))).toEqual([]);
});

describe.each(pairs)('%s and %s', (english, translated) => {
  const [en, zh] = [readPage(english), readPage(translated)];

  it('have the same headings, by number, order and level', () => {
    expect(zh.headings.map(({ level }) => level)).toEqual(en.headings.map(({ level }) => level));
  });

  it('have the same code blocks', () => {
    expect(zh.blocks).toEqual(en.blocks);
  });

  it('have the same tables, by number and rows', () => {
    expect(zh.tables).toEqual(en.tables);
  });

  it('name the same keys, commands and files in code, outside of blocks', () => {
    expect(zh.code).toEqual(en.code);
  });

  it('link to each other', () => {
    expect(en.links.map(({ file }) => file)).toContain(translated);
    expect(zh.links.map(({ file }) => file)).toContain(english);
  });

  it('link to the same pages, each in its own language where there is one', () => {
    const englishOf = (file: string) => (file === translated ? english : toEnglish(file));
    const targets = (links: readonly { file: string }[]) => new Set(links.map(({ file }) => englishOf(file)));
    expect([...targets(zh.links)].sort()).toEqual([...targets(en.links)].sort());
    const elsewhere = zh.links.filter(
      ({ file }) => file !== english && pairs.some(([page]) => page === file),
    );
    expect(elsewhere.map(({ written }) => written)).toEqual([]);
  });
});

function toEnglish(file: string): string {
  return pairs.find(([, translated]) => translated === file)?.[0] ?? file;
}
