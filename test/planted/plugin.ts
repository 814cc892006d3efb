import { dirname, resolve } from 'node:path';
import { BUGS } from './list.mjs';

/** The part of a Vite plugin that is used here. */
interface Plugin {
  readonly name: string;
  readonly enforce: 'pre';
  resolveId(source: string, importer: string | undefined): string | undefined;
}

/**
 * Plants one bug of the list into all tests: its module stands in for the one that it replaces. The bug itself
 * imports the original. No plugin without a name.
 *
 * @throws when there is no such bug.
 */
export function plantedBug(name: string | undefined): Plugin[] {
  if (name === undefined || name === '') return [];
  const planted = BUGS.find(({ bug }) => bug === name);
  if (!planted) throw new Error(`there is no planted bug ${name}; see test/planted/list.mjs`);
  const original = resolve(planted.replaces);
  const stand = resolve(`test/planted/bugs/${planted.bug}.ts`);
  return [
    {
      name: 'planted-bug',
      enforce: 'pre',
      resolveId(source, importer) {
        if (importer === undefined || importer === stand || !/^[./]/.test(source)) return undefined;
        return resolve(dirname(importer), source) === original ? stand : undefined;
      },
    },
  ];
}
