import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { decodeFrame, encodeFrame } from '../disk/frame.ts';
import { type FileIdentity, type FoundFile, identify } from './file-identity.ts';

/** Name of the file below the data directory. */
export const HOME_FILE = 'home.json';

/** Most looks at a file that is replaced all the time. */
const MOST_TRIES = 10;

const schema = z.object({
  v: z.literal(1),
  /** Name of this data directory, drawn at its first start, and again when a copy is adopted. */
  instance: z.string().regex(/^[0-9a-f]{8}$/),
  host: z.string(),
  directory: z.string(),
  inode: z.string(),
  bornAt: z.string(),
  /** Epoch of the owner that wrote it. */
  epoch: z.int().nonnegative().optional(),
  /** True when that owner wrote it as it stopped. */
  ended: z.boolean().optional(),
});

/**
 * What a data directory notes about itself: its name, the place where it was opened, the last epoch, and the marks of this very
 * file.
 */
export type Home = Omit<z.infer<typeof schema>, 'v'>;

/** A noted home, and the file that holds it. */
export interface FoundHome {
  readonly noted: Home;
  readonly file: FoundFile;
}

/** Reads what a data directory notes about itself; undefined when it notes nothing, or that is unreadable. */
export async function readHome(directory: string): Promise<FoundHome | undefined> {
  const path = `${directory}/${HOME_FILE}`;
  for (let tries = MOST_TRIES; ; tries--) {
    const file = await identify(path).catch(() => undefined);
    const noted = file && schema.safeParse(await contentOf(path)).data;
    const now = await lstat(path, { bigint: true }).catch(() => undefined);
    // An agent that runs may have replaced it in between.
    if (tries === 1 || String(now?.ino) === file?.inode) return file && noted && { noted, file };
  }
}

/** True when nothing has the name of the file, not even something that is no file. */
export async function isHomeless(directory: string): Promise<boolean> {
  return lstat(`${directory}/${HOME_FILE}`).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

async function contentOf(path: string): Promise<unknown> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const framed = decodeFrame(await file.readFile(), 0);
      return framed.kind === 'frame' ? JSON.parse(framed.json) : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/**
 * Replaces the file durably. A file keeps its marks when it is renamed, so the new one can name its own: at any moment
 * the name stands for a whole file that is at home.
 *
 * @throws the error of the file system; the old file then stays
 */
export async function writeHome(directory: string, home: Omit<Home, keyof FileIdentity>): Promise<void> {
  const path = `${directory}/${HOME_FILE}`;
  const temporary = `${path}.${process.pid}.tmp`;
  await rm(temporary, { force: true });
  try {
    const file = await open(temporary, 'wx', 0o600);
    await withClosed(file, async () => {
      const { ino, birthtimeNs } = await file.stat({ bigint: true });
      const marks = { inode: String(ino), bornAt: String(birthtimeNs) };
      await file.writeFile(encodeFrame(JSON.stringify({ v: 1, ...home, ...marks })));
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await withClosed(await open(directory, 'r'), (names) => names.sync());
}

async function withClosed(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
