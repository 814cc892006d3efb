import { z } from 'zod';
import { JournalError } from '../../../errors.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { decodeFrame } from '../disk/frame.ts';
import { SEGMENT_FORMAT } from '../segments/segment-header.ts';
import { segmentFile, segmentsIn } from '../segments/segment-names.ts';

/** Larger than any header. */
const HEADER_BYTES = 4_096;

const REMEDY =
  'To go on, start the newer version again; or let it deliver everything, then use an empty dataDir here';

const headerSchema = z.object({ format: z.literal(SEGMENT_FORMAT.format), version: z.number() });

/**
 * Refuses a directory that a newer version of this program has written to, before anything in it is changed.
 * Otherwise its files would be taken for damage and set aside. The newest segment with a header decides; a
 * crash may leave one without. So a version that changes any format incompatibly must raise the version of
 * the segments, and begin a segment before it writes anything else.
 *
 * @throws {JournalError} `journal.unavailable`, with the remedy.
 */
export async function refuseNewerFormat(fs: FileSystem, directory: string): Promise<void> {
  const segments = await segmentsIn(fs, directory);
  for (const segment of segments.toReversed()) {
    const version = await versionOf(fs, `${directory}/${segmentFile(segment)}`);
    if (version === undefined) continue;
    if (version <= SEGMENT_FORMAT.version) return;
    const formats = `format ${version}, this one reads ${SEGMENT_FORMAT.version}`;
    const text = `${directory} was written by a newer version (${formats})`;
    throw new JournalError('journal.unavailable', `${text}. Nothing was changed. ${REMEDY}`);
  }
}

/** Reads the version in the header of a segment; undefined when its first line is no header. */
async function versionOf(fs: FileSystem, path: string): Promise<number | undefined> {
  // A directory may have the name of a segment. It is left alone.
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
