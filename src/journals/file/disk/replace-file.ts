import type { FileSystem } from './file-system.ts';
import { writeNewFile } from './write-file.ts';

const TEMPORARY = '.tmp';

let temporaries = 0;

/**
 * Replaces the content of a file durably: new temporary file, sync, rename, sync of the directory. At any
 * moment the name stands for all of the old bytes or all of the new ones.
 */
export async function replaceFile(
  fs: FileSystem,
  directory: string,
  { name, bytes }: { readonly name: string; readonly bytes: Buffer },
): Promise<void> {
  const temporary = `${directory}/${name}.${process.pid}-${temporaries++}${TEMPORARY}`;
  try {
    await writeNewFile(fs, temporary, bytes);
    await fs.rename(temporary, `${directory}/${name}`);
  } catch (error) {
    await fs.remove(temporary);
    throw error;
  }
  await fs.syncDirectory(directory);
}

/** Removes the temporary files of replacements that never finished. What is no file is left alone. */
export async function removeTemporaries(fs: FileSystem, directory: string): Promise<void> {
  for (const name of await fs.list(directory)) {
    const path = `${directory}/${name}`;
    if (name.endsWith(TEMPORARY) && (await fs.stat(path))) await fs.remove(path);
  }
}
