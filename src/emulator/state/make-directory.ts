import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a directory, and those above it that are missing. Returns the first one that it made, undefined when the
 * directory was there. The recursive `mkdir` of Node never ends in `/proc`: the system says there that the parent is
 * missing although it is in place, so Node makes the parent, and tries again without end (seen with Node 20.20).
 *
 * @throws what the operating system says when it cannot be made.
 */
export async function makeDirectory(path: string, mode?: number): Promise<string | undefined> {
  const whole = resolve(path);
  if (await isDirectory(whole)) return undefined;
  const parent = dirname(whole);
  const first = parent === whole ? undefined : await makeDirectory(parent, mode);
  try {
    await mkdir(whole, { mode });
  } catch (error) {
    // Somebody else may have made it at the same time.
    if (await isDirectory(whole)) return first;
    throw error;
  }
  return first ?? whole;
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
