import type { Rules } from './check.d.mts';

/** Reads the source files and the pages of a repository: texts by path, from the root. */
export function readTree(root: string): Map<string, string>;

/** Reads the table of rules. */
export function readRules(): Rules;
