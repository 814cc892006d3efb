import { messageOf } from '../../errors.ts';
import { appendAll, type FileSystem } from './file-system.ts';

/** Where things stand below the data directory. */
export interface Layout {
  readonly root: string;
  /** Segments that hold pending entries, or that the ledger's snapshots do not cover yet. */
  readonly segments: string;
  /** Segments that nothing but a story needs any more. */
  readonly history: string;
  readonly ledger: string;
  /** Bytes that could not be read, kept as evidence. */
  readonly damaged: string;
  readonly deadLetters: string;
}

export function layoutOf(root: string): Layout {
  return {
    root,
    segments: `${root}/segments`,
    history: `${root}/history`,
    ledger: `${root}/ledger`,
    damaged: `${root}/damaged`,
    deadLetters: `${root}/dead-letters`,
  };
}

const SEGMENT_FILE = /^(\d{10})\.log$/;

/** The index holds 32 bits of a segment's number; a larger one is a name that somebody else gave. */
const LARGEST_SEGMENT = 4_000_000_000;

/** Numbers of the segments in a directory, oldest first. Files of other names are left alone. */
export async function segmentsIn(fs: FileSystem, directory: string): Promise<readonly number[]> {
  const names = await fs.list(directory);
  return names.flatMap((name) => {
    const segment = Number(SEGMENT_FILE.exec(name)?.[1]);
    return segment > 0 && segment <= LARGEST_SEGMENT ? [segment] : [];
  });
}

/** Removes what writes that never finished have left behind. */
export async function removeTemporaries(fs: FileSystem, directory: string): Promise<void> {
  for (const name of await fs.list(directory))
    if (name.endsWith('.tmp')) await fs.remove(`${directory}/${name}`);
}

/** Keeps bytes that could not be read, for people to look at. Best effort: a full disk is no reason not to start. */
export async function keepEvidence(
  fs: FileSystem,
  layout: Layout,
  evidence: { name: string; bytes: Buffer },
): Promise<void> {
  const path = `${layout.damaged}/${evidence.name}`;
  if (await fs.stat(path)) return;
  try {
    const file = await fs.create(path);
    try {
      appendAll(file, evidence.bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    process.emitWarning(`could not keep ${path}: ${messageOf(error)}`);
    await fs.remove(path);
  }
}
