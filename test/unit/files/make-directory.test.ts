import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDirectory as makeEmulatorDirectory } from '../../../src/emulator/state/make-directory.ts';
import { makeDirectory } from '../../../src/files/make-directory.ts';
import { tempDirectory } from '../../support/temp-directory.ts';

describe.each([
  ['the agent', makeDirectory],
  ['the emulator', makeEmulatorDirectory],
])('a directory of %s', (_whose, make) => {
  it('is made with those above it, and the first of them is named', async () => {
    const directory = tempDirectory();
    const path = join(directory, 'a', 'b', 'c');
    expect(await make(path, 0o700)).toBe(join(directory, 'a'));
    for (const one of ['a', 'a/b', 'a/b/c']) expect(statSync(join(directory, one)).mode & 0o777).toBe(0o700);
    expect(await make(path)).toBeUndefined();
    expect(await make(join(path, 'd'))).toBe(join(path, 'd'));
  });

  it('is made once by several at the same time', async () => {
    const directory = tempDirectory();
    const made = await Promise.all(Array.from({ length: 8 }, () => make(join(directory, 'a', 'b', 'c'))));
    expect(statSync(join(directory, 'a', 'b', 'c')).isDirectory()).toBe(true);
    expect(made).toContain(join(directory, 'a'));
  });

  it('may be a link to one', async () => {
    const directory = tempDirectory();
    mkdirSync(join(directory, 'there'));
    symlinkSync(join(directory, 'there'), join(directory, 'link'));
    expect(await make(join(directory, 'link'))).toBeUndefined();
    expect(await make(join(directory, 'link', 'more'))).toBe(join(directory, 'link', 'more'));
  });

  it.each<[string, (directory: string) => string, RegExp]>([
    ['is a file', (directory) => join(directory, 'file'), /EEXIST/],
    ['has a file above it', (directory) => join(directory, 'file', 'a', 'b'), /EEXIST/],
    ['is a link to nothing', (directory) => join(directory, 'broken'), /EEXIST/],
    ['has a link to nothing above it', (directory) => join(directory, 'broken', 'a'), /EEXIST/],
    ['is in /proc', () => '/proc/x', /ENOENT/],
    ['is deep in /proc', () => '/proc/self/x/y/z', /ENOENT/],
    ['is no path', () => 'a\0b', /null bytes/],
  ])('is refused, and not tried without end, when it %s', async (_how, pathIn, words) => {
    const directory = tempDirectory();
    writeFileSync(join(directory, 'file'), '');
    symlinkSync(join(directory, 'nothing'), join(directory, 'broken'));
    await expect(make(pathIn(directory))).rejects.toThrow(words);
  });
});
