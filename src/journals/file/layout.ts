import type { FileSystem } from './file-system.ts';

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

/** Numbers of the segments in a directory, oldest first. Files of other names are left alone. */
export async function segmentsIn(fs: FileSystem, directory: string): Promise<readonly number[]> {
  const names = await fs.list(directory);
  return names.flatMap((name) => {
    const match = SEGMENT_FILE.exec(name);
    return match ? [Number(match[1])] : [];
  });
}

/** Removes what writes that never finished have left behind. */
export async function removeTemporaries(fs: FileSystem, directory: string): Promise<void> {
  for (const name of await fs.list(directory))
    if (name.endsWith('.tmp')) await fs.remove(`${directory}/${name}`);
}

/** Keeps bytes that could not be read, for people to look at. */
export async function keepEvidence(
  fs: FileSystem,
  layout: Layout,
  evidence: { name: string; bytes: Buffer },
): Promise<void> {
  const path = `${layout.damaged}/${evidence.name}`;
  if (await fs.stat(path)) return;
  const file = await fs.create(path);
  try {
    for (let done = 0; done < evidence.bytes.length; ) done += file.append(evidence.bytes.subarray(done));
    await file.sync();
  } finally {
    await file.close();
  }
}
