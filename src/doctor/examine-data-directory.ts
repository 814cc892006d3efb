import { access, constants, statfs } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { makeDirectory } from '../files/make-directory.ts';
import type { Finding } from './finding.ts';

/** Checks that the data directory exists or can be created, and is writable. */
export async function examineDataDirectory(path: string): Promise<Finding> {
  const check = 'data directory';
  try {
    await makeDirectory(path, 0o700);
    await access(path, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(path);
    const freeMebibytes = Math.floor((bavail * bsize) / 2 ** 20);
    return { check, result: 'good', words: `${path} is writable, ${freeMebibytes} MiB are free` };
  } catch (error) {
    const remedy = 'create it for the user that runs the agent, or set dataDir to a directory of this user';
    return { check, result: 'bad', words: messageOf(error), remedy };
  }
}
