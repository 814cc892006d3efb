import { messageOf } from '../../../errors.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { writeNewFile } from '../disk/write-file.ts';
import type { Layout } from '../layout.ts';

/** Keeps bytes that could not be read, so that people can examine them. A full disk only causes a warning. */
export async function keepEvidence(
  fs: FileSystem,
  layout: Layout,
  evidence: { readonly name: string; readonly bytes: Buffer },
): Promise<void> {
  const path = `${layout.damaged}/${evidence.name}`;
  if (await fs.stat(path)) return;
  try {
    await writeNewFile(fs, path, evidence.bytes);
  } catch (error) {
    process.emitWarning(`could not keep the damaged bytes in ${path}; going on without: ${messageOf(error)}`);
    await fs.remove(path);
  }
}
