import type { ConfigIssue } from '../errors.ts';
import type { Finding } from './finding.ts';

/** Tells which of the files that a configuration names cannot be used; one line when all can. */
export function examineFiles(
  files: readonly { readonly path: string }[],
  unusable: readonly ConfigIssue[],
): readonly Finding[] {
  if (files.length === 0) return [];
  const paths = files.map(({ path }) => path).join(', ');
  if (unusable.length === 0) return [{ check: 'files', result: 'good', words: `can be read: ${paths}` }];
  return unusable.map(({ path = '', message, remedy }): Finding => {
    const line = { check: `file of ${path}`, words: message };
    return { ...line, result: 'bad', ...(remedy !== undefined && { remedy }) };
  });
}
