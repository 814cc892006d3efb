import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A heading of a page. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  /** Anchor, as GitHub makes it: a repeated heading gets a number. */
  readonly anchor: string;
}

/** A link to a file of this repository. */
export interface Link {
  /** The link as it is written. */
  readonly written: string;
  /** Path of the file, from the root of the repository. */
  readonly file: string;
  readonly anchor: string | undefined;
}

/** What the tests look at in a Markdown page. */
export interface Page {
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  /** Fenced blocks with their language, as written. */
  readonly blocks: readonly string[];
  /** Number of rows of each table, its head included. */
  readonly tables: readonly number[];
  /** What stands in backquotes outside of blocks, sorted and without repetitions. */
  readonly code: readonly string[];
}

const FENCE = /^( *)```.*\n[\s\S]*?^\1```$/gm;
const LINK = /!?\[[^\]]*\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g;

/** Reads a page of this repository. What stands in fenced blocks is neither heading nor link. */
export function readPage(path: string): Page {
  const whole = readFileSync(path, 'utf8');
  const blocks = [...whole.matchAll(FENCE)].map(([block]) => block);
  const prose = whole.replace(FENCE, '');
  const words = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' '));
  const code = [...new Set(words)].sort();
  return { headings: headingsIn(prose), links: linksIn(prose, path), blocks, tables: tablesIn(prose), code };
}

function headingsIn(prose: string): readonly Heading[] {
  const seen = new Map<string, number>();
  return [...prose.matchAll(/^(#+) (.+)$/gm)].map(([, { length: level } = '', text = '']) => {
    const plain = anchorOf(text);
    const before = seen.get(plain) ?? 0;
    seen.set(plain, before + 1);
    return { level, text, anchor: before === 0 ? plain : `${plain}-${before}` };
  });
}

function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '');
  return kept.replaceAll(' ', '-');
}

function linksIn(prose: string, page: string): readonly Link[] {
  return [...prose.matchAll(LINK)].map(([written, path = '', anchor]) => {
    const file = path === '' ? page : join(dirname(page), path);
    return { written, file, anchor };
  });
}

function tablesIn(prose: string): readonly number[] {
  const tables = [...prose.matchAll(/(?:^ *\|.*\|$\n?)+/gm)];
  return tables.map(([table]) => table.trimEnd().split('\n').length - 1);
}
