import type { FileSystem, OpenFile } from './file-system.ts';

/**
 * Appends all of `bytes`, in as many writes as it takes.
 *
 * @throws the error of the write; `ENOSPC` when the file accepts no more bytes without an error.
 */
export function appendAll(file: OpenFile, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) {
    const taken = file.append(bytes.subarray(done));
    if (taken <= 0) throw Object.assign(new Error('the disk accepted no more bytes'), { code: 'ENOSPC' });
    done += taken;
  }
}

/**
 * Creates a file with this content and syncs it. The caller syncs the directory.
 *
 * @throws the error of the file system; the file may then exist with part of the content.
 */
export async function writeNewFile(fs: FileSystem, path: string, ...parts: readonly Buffer[]): Promise<void> {
  const file = await fs.create(path);
  try {
    for (const bytes of parts) appendAll(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
