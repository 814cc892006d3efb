import { messageOf } from '../../../errors.ts';
import type { FileSystem, IrregularEntry } from './file-system.ts';

/** A directory, and the names in it that belong to us. */
export interface Owned {
  readonly directory: string;
  readonly names: RegExp;
}

/**
 * Moves everything that has a name of ours but is no regular file into `damaged`: links, pipes, sockets,
 * devices, directories. They are never opened. Returns a sentence about each.
 *
 * @param now part of the new names, epoch ms
 */
export async function putAside(
  fs: FileSystem,
  damaged: string,
  { owned, now }: { readonly owned: readonly Owned[]; readonly now: number },
): Promise<readonly string[]> {
  const notices: string[] = [];
  for (const { directory, names } of owned)
    for (const entry of await fs.listIrregular(directory))
      if (names.test(entry.name)) notices.push(await move(fs, { directory, damaged, now }, entry));
  return notices;
}

async function move(
  fs: FileSystem,
  { directory, damaged, now }: { readonly directory: string; readonly damaged: string; readonly now: number },
  { name, kind }: IrregularEntry,
): Promise<string> {
  const path = `${directory}/${name}`;
  const aside = `${damaged}/${now}-${name}`;
  try {
    await fs.rename(path, aside);
    return `${path} was a ${kind} instead of a file; it is ${aside} now. Find out who made it, then remove it`;
  } catch (error) {
    return `${path} is a ${kind} instead of a file, so it is ignored; remove it (${messageOf(error)})`;
  }
}
