import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('test/crash/README.md', 'utf8');
const rows = text.split('\n').flatMap((line) => {
  const [, faults = '', proof = ''] = /^\| ((?:F\d\d )+).*? \| (.*) \|$/.exec(line) ?? [];
  return faults === '' ? [] : [{ faults: faults.trim().split(' '), proof }];
});

/** The file of a path as the table writes it: below `test`, or of this suite, with or without its ending. */
function fileOf(path: string): string | undefined {
  const places = [`test/crash/${path}`, `test/${path}`, `test/${path}.test.ts`];
  return places.find((place) => place.endsWith('.ts') && existsSync(place));
}

describe('the table of faults', () => {
  it('has a row for each fault, once', () => {
    const all = Array.from({ length: 64 }, (_, i) => `F${String(i + 1).padStart(2, '0')}`);
    expect(rows.flatMap(({ faults }) => faults).toSorted()).toEqual(all);
  });

  it('names tests with titles that are there', () => {
    const named = rows.flatMap(({ proof }) => [...proof.matchAll(/`([\w/.-]+)` "([^"]+)"/g)]);
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter(([, path = '', title = '']) => {
      const file = fileOf(path);
      return !file || !readFileSync(file, 'utf8').includes(title);
    });
    expect(missing.map(([all]) => all)).toEqual([]);
  });

  it('leaves none open', () => {
    expect(rows.filter(({ proof }) => proof.startsWith('open'))).toEqual([]);
  });
});
