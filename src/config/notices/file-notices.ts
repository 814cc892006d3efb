import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../../errors.ts';
import { encodingOf } from '../../settings/encoding.ts';
import { type ConfigPath, formatPath } from '../path.ts';
import { contentOfFile, unreadRemedy } from './file-remedy.ts';
import type { Notice } from './notice.ts';

/** A file that a configuration names, and the key that names it. */
export interface NamedFile {
  readonly path: string;
  readonly file: string;
}

/** Sections that name files. The names in other sections are labels and the like. */
const SECTIONS = ['listen', 'admin', 'coc', 'sources'];

/** Lists all files that the values of a configuration file name: keys that end in `File`. */
export function filesIn(values: unknown): readonly NamedFile[] {
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values).flatMap(([name, section]) =>
    SECTIONS.includes(name) ? filesBelow(section, [name]) : [],
  );
}

function filesBelow(value: unknown, path: ConfigPath): readonly NamedFile[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => filesBelow(item, [...path, index]));
  return Object.entries(value).flatMap(([key, member]) => {
    const steps = [...path, key];
    return typeof member === 'string' && key.endsWith('File')
      ? [{ path: formatPath(steps), file: member }]
      : filesBelow(member, steps);
  });
}

/** Finds the files that the agent cannot use: missing, unreadable, empty, or not UTF-8. */
export function fileNotices(files: readonly NamedFile[]): readonly Notice[] {
  return files.flatMap(({ path, file }): Notice[] => {
    const fault = faultOf(path, file);
    return fault === undefined ? [] : [{ kind: 'mistake', path, ...fault }];
  });
}

function faultOf(key: string, file: string): Pick<Notice, 'message' | 'remedy'> | undefined {
  let bytes: Buffer;
  try {
    if (!statSync(file).isFile()) return { message: `names ${file}, which is no file`, remedy: NO_FILE };
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const remedy = unreadRemedy({ key, file, code, hasDirectory: existsSync(dirname(file)) });
    return { message: `names a file that cannot be read: ${messageOf(error)}`, remedy };
  }
  const { name } = encodingOf(bytes);
  if (name === 'UTF-16') return { message: `names ${file}, which is UTF-16`, remedy: 'save it as UTF-8' };
  if (bytes.toString('utf8').trim() !== '') return undefined;
  return { message: `names ${file}, which is empty`, remedy: `write ${contentOfFile(key)} into it` };
}

const NO_FILE =
  'name a file in it; Docker makes a directory where a file that it has to mount does not exist';
