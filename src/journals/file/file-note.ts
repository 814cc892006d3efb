import { Low } from 'lowdb';
import type { Note } from '../../outbox/ports/note.ts';
import { AtomicFileAdapter } from './disk/atomic-file-adapter.ts';
import type { FileSystem } from './disk/file-system.ts';

/** Place of a note, and what makes room for it on a full disk. */
interface NotePlace {
  readonly directory: string;
  readonly name: string;
  readonly makeRoomFor: (work: () => Promise<void>) => Promise<void>;
}

/** A note in a file of one frame, which is replaced as a whole. */
export function fileNote(fs: FileSystem, { directory, name, makeRoomFor }: NotePlace): Note {
  const adapter = new AtomicFileAdapter<object>(fs, directory, name);
  return {
    read: async () => (await adapter.read().catch(() => undefined)) ?? undefined,
    write: (document) => makeRoomFor(() => new Low(adapter, document).write()),
  };
}
