import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { BUGS } from './list.mjs';

/**
 * Builds the program into a directory, with one bug of the list in the place of the module that it replaces. Returns the
 * path of the built program.
 */
export function buildWithBug(directory: string, name: string): string {
  const planted = BUGS.find(({ bug }) => bug === name);
  if (!planted) throw new Error(`there is no planted bug ${name}; see test/planted/list.mjs`);
  const source = `test/planted/bugs/${planted.bug}.ts`;
  const project = join(directory, 'tsconfig.json');
  const compilerOptions = { rootDir: resolve('.'), outDir: directory };
  writeFileSync(
    project,
    JSON.stringify({
      extends: resolve('tsconfig.build.json'),
      compilerOptions: { ...compilerOptions, typeRoots: [resolve('node_modules/@types')] },
      include: [resolve('src'), resolve(source)],
    }),
  );
  execFileSync(resolve('node_modules/.bin/tsc'), ['-p', project]);
  const built = (path: string) => join(directory, path.replace(/\.ts$/, '.js'));
  const [original, bug] = [built(planted.replaces), built(source)];
  const aside = original.replace(/\.js$/, '.original.js');
  renameSync(original, aside);
  writeFileSync(original, `export * from '${relative(dirname(original), bug)}';\n`);
  const to = (path: string) => relative(dirname(bug), path);
  writeFileSync(bug, readFileSync(bug, 'utf8').replaceAll(`'${to(original)}'`, `'${to(aside)}'`));
  return built('src/main.ts');
}
