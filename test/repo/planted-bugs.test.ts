import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUGS } from '../planted/list.mjs';
import { plantedBug } from '../planted/plugin.ts';

const FOLDER = 'test/planted/bugs';

/** The modules of src whose exports a module imports or passes on. */
function modulesIn(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/ from '(\.[^']*)'/g)].map(([, path = '']) =>
    relative('.', join(dirname(file), path)),
  );
}

describe('planted bugs', () => {
  it.each(BUGS)(
    '"$name" builds on the module that it replaces, and names tests that are there',
    (planted) => {
      expect(modulesIn(`${FOLDER}/${planted.bug}.ts`)).toContain(planted.replaces);
      expect(planted.tests.filter((path) => !existsSync(path))).toEqual([]);
    },
  );

  it('are all on the list', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace(/\.ts$/, ''));
    expect(files.sort()).toEqual([...new Set(BUGS.map(({ bug }) => bug))].sort());
  });

  it('have names of their own', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  });

  it.each(BUGS)('"$name" stands in for its module everywhere but in itself', ({ bug, replaces }) => {
    const [plugin] = plantedBug(bug);
    const stand = join(process.cwd(), FOLDER, `${bug}.ts`);
    const original = join(process.cwd(), replaces);
    const neighbour = join(dirname(original), 'neighbour.ts');
    const specifier = `./${relative(dirname(original), original)}`;
    expect(plugin?.resolveId(specifier, neighbour)).toBe(stand);
    expect(plugin?.resolveId(`${relative(dirname(stand), original)}`, stand)).toBeUndefined();
    expect(plugin?.resolveId('./another.ts', neighbour)).toBeUndefined();
  });

  it('are planted only when one is named, and it exists', () => {
    expect(plantedBug(undefined)).toEqual([]);
    expect(() => plantedBug('no/such-bug')).toThrow('there is no planted bug no/such-bug');
  });
});
