import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Source files, and the pages that people read. */
const READ = [/^src\/.*\.([cm]?tsx?|md)$/, /^docs\/.*\.md$/, /^\w+(\.[\w-]+)?\.md$/];

/**
 * Reads the source files and the pages of a repository.
 *
 * @param {string} root
 * @returns {Map<string, string>} texts by path, from the root, in the order of their names
 */
export function readTree(root) {
  const folders = ['src', 'docs'].filter((folder) => existsSync(join(root, folder)));
  const below = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const paths = [...readdirSync(root), ...below]
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => READ.some((one) => one.test(path)));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/**
 * Reads the table of rules.
 *
 * @returns {import('./check.d.mts').Rules}
 */
export function readRules() {
  return JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8'));
}
