import type { FileSystem } from '../disk/file-system.ts';

const DIGITS = 10;
const SEGMENT_FILE = /^(\d{10})\.log$/;
const INDEX_FILE = /^(\d{10})\.idx$/;

/**
 * A reference holds 32 bits of a segment's number. A file with a larger number was not made by this program.
 */
const MAX_SEGMENT = 4_000_000_000;

/** Names the file of a segment. */
export function segmentFile(segment: number): string {
  return `${String(segment).padStart(DIGITS, '0')}.log`;
}

/** Reads the number in the name of a segment file; undefined when it is another file. */
export function segmentOfFile(name: string): number | undefined {
  const segment = Number(SEGMENT_FILE.exec(name)?.[1]);
  return segment > 0 && segment <= MAX_SEGMENT ? segment : undefined;
}

/** Names the index file of a segment. */
export function indexFile(segment: number): string {
  return `${String(segment).padStart(DIGITS, '0')}.idx`;
}

/** Lists the numbers of the segments in a directory, oldest first. Files with other names are ignored. */
export async function segmentsIn(fs: FileSystem, directory: string): Promise<readonly number[]> {
  const names = await fs.list(directory);
  return names.flatMap((name) => segmentOfFile(name) ?? []);
}

/** Lists the numbers of the indexes in a directory whose segment is not there. */
export async function orphanIndexesIn(fs: FileSystem, directory: string): Promise<readonly number[]> {
  const names = new Set(await fs.list(directory));
  return [...names].flatMap((name) => {
    const segment = INDEX_FILE.exec(name)?.[1];
    return segment !== undefined && !names.has(`${segment}.log`) ? [Number(segment)] : [];
  });
}
