import { z } from 'zod';
import { JournalError } from '../../errors.ts';
import type { FileSystem } from './file-system.ts';
import { segmentsIn } from './layout.ts';
import { readSegment } from './segment.ts';

/** The version of the segments that this program reads and writes. */
const VERSION = 1;

const headerSchema = z.object({ format: z.literal('coc-alarm-agent-segment'), version: z.number() });

/**
 * Refuses a directory that a newer version of this program has written to, before anything in it is changed: what that one
 * wrote would be taken for damage here, and set aside. The newest segment tells, whose checksum holds: any change of a
 * format that an older program can't read raises the version of the segments.
 *
 * @throws {JournalError} with the remedy.
 */
export async function refuseNewerFormat(fs: FileSystem, directory: string): Promise<void> {
  const newest = Math.max(...(await segmentsIn(fs, directory)));
  const scan = newest > 0 ? await readSegment(fs, directory, newest) : undefined;
  const [first] = scan?.frames ?? [];
  const header = first?.offset === 0 ? headerSchema.safeParse(parsed(first.json)).data : undefined;
  if (!header || header.version <= VERSION) return;
  const text = `${directory} was written by a newer version (format ${header.version}, this one reads ${VERSION})`;
  throw new JournalError(
    'journal.unavailable',
    `${text}; nothing was changed: start the newer version again, or wait there until nothing is pending and begin with an empty directory`,
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
