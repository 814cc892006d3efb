import { z } from 'zod';
import { JournalError } from '../../errors.ts';
import type { FileSystem } from './file-system.ts';
import { decodeFrame } from './frame.ts';
import { segmentsIn } from './layout.ts';
import { SEGMENT_FORMAT, segmentFile } from './segment.ts';

/** More than any header takes. */
const HEADER_BYTES = 4_096;

const headerSchema = z.object({ format: z.literal(SEGMENT_FORMAT.format), version: z.number() });

/**
 * Refuses a directory that a newer version of this program has written to, before anything in it is changed: what that one
 * wrote would be taken for damage here, and set aside. The newest segment with a header tells (a crash may leave one without).
 * So a version that changes any format in a way that an older program can't read raises the version of the segments, and
 * begins one before it writes anything else.
 *
 * @throws {JournalError} with the remedy.
 */
export async function refuseNewerFormat(fs: FileSystem, directory: string): Promise<void> {
  const segments = await segmentsIn(fs, directory);
  for (const segment of segments.toReversed()) {
    const version = await versionOf(fs, `${directory}/${segmentFile(segment)}`);
    if (version === undefined) continue;
    if (version <= SEGMENT_FORMAT.version) return;
    const text = `${directory} was written by a newer version (format ${version}, this one reads ${SEGMENT_FORMAT.version})`;
    throw new JournalError(
      'journal.unavailable',
      `${text}; nothing was changed: start the newer version again, or wait there until nothing is pending and begin with an empty directory`,
    );
  }
}

/** The version in the header of a segment; undefined when its first line is none. */
async function versionOf(fs: FileSystem, path: string): Promise<number | undefined> {
  // A directory may have the name of a segment; it can't be read, and is left alone.
  if (!(await fs.stat(path))) return undefined;
  const file = await fs.openToRead(path);
  try {
    const first = decodeFrame(await file.read(0, HEADER_BYTES), 0);
    return first.kind === 'frame' ? headerSchema.safeParse(parsed(first.json)).data?.version : undefined;
  } finally {
    await file.close();
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
