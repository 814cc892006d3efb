import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BUGS } from '../planted/bugs.mjs';

describe('planted bugs', () => {
  it.each(BUGS)('"$name" fits the code and names tests that are there', async ({ file, find, tests }) => {
    const text = await readFile(file, 'utf8');
    expect(text.split(find)).toHaveLength(2);
    expect(tests.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  });
});
