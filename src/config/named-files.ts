import { readFileSync, statSync } from 'node:fs';

/**
 * Adds to the values of a configuration the content of the files that its section `coc` names, with keys that
 * end in `File`. So a corrected key file makes another fingerprint, and a renewed certificate of a listener
 * does not. A file that cannot be read, or is no regular file, has no content.
 */
export function withCocFiles(values: unknown): unknown {
  if (typeof values !== 'object' || values === null || !('coc' in values)) return values;
  return { ...values, coc: withNamedFiles(values.coc) };
}

function withNamedFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNamedFiles);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      typeof member === 'string' && key.endsWith('File')
        ? [key, { path: member, content: contentOf(member) }]
        : [key, withNamedFiles(member)],
    ),
  );
}

function contentOf(path: string): string | null {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'base64') : null;
  } catch {
    return null;
  }
}
