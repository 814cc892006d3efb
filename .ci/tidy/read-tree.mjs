import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads the source files of a repository.
 *
 * @param {string} root
 * @returns {Map<string, string>} texts by path, from the root, in the order of their names
 */
export function readTree(root) {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const paths = names
    .filter((name) => /\.[cm]?tsx?$/.test(name))
    .map((name) => `src/${name.replaceAll('\\', '/')}`);
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
