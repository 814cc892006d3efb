import { access, constants, statfs } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { makeDirectory } from '../files/make-directory.ts';
import type { Finding } from './finding.ts';

/** Tells whether a data directory is a copy of another one, and the remedy. */
export type FindCopy = (
  dataDir: string,
) => Promise<{ readonly words: string; readonly remedy: string } | undefined>;

/** Checks that the data directory exists or can be created, is writable, and is no copy of another one. */
export async function examineDataDirectory(path: string, findCopy: FindCopy): Promise<Finding> {
  const check = 'data directory';
  try {
    await makeDirectory(path, 0o700);
    await access(path, constants.W_OK | constants.X_OK);
    const copy = await findCopy(path);
    if (copy) return { check, result: 'bad', ...copy };
    const { bavail, bsize } = await statfs(path);
    const freeMebibytes = Math.floor((bavail * bsize) / 2 ** 20);
    return { check, result: 'good', words: `${path} is writable, ${freeMebibytes} MiB are free` };
  } catch (error) {
    const remedy = 'create it for the user that runs the agent, or set dataDir to a directory of this user';
    return { check, result: 'bad', words: messageOf(error), remedy };
  }
}
