import { messageOf } from '../../../errors.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { replaceFile } from '../disk/replace-file.ts';
import type { Layout } from '../layout.ts';
import type { RoomMaker } from '../room-maker.ts';

interface Parts {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly room: RoomMaker;
}

/**
 * Keeps bytes that could not be read, whole and durably, so that people can examine them. On a full disk they get
 * the room of the reserve; when that is not enough, there is only a warning.
 */
export async function keepEvidence(
  { fs, layout, room }: Parts,
  evidence: { readonly name: string; readonly bytes: Buffer },
): Promise<void> {
  const path = `${layout.damaged}/${evidence.name}`;
  if (await fs.stat(path)) return;
  try {
    await room.within(['reserve'], () => replaceFile(fs, layout.damaged, evidence));
  } catch (error) {
    process.emitWarning(`could not keep the damaged bytes in ${path}; going on without: ${messageOf(error)}`);
  }
}
