import type { FileSystem } from '../disk/file-system.ts';
import { readSegment } from './segment-adapter.ts';
import { headerOf } from './segment-header.ts';

/** The facts about a segment that the header of its successor tells. */
export interface ToldBySuccessor {
  /** True when the successor has a header. It was begun after all that counts here was synced. */
  readonly isSealed: boolean;
  /** The end of an abandoned segment; undefined when the successor names none. */
  readonly end: number | undefined;
  /**
   * The last number that may be in this segment. Later ones are behind the end of an abandoned segment, or are copies
   * of lines of a later one. Infinite without a header that tells.
   */
  readonly lastSeq: number;
}

/**
 * Reads what the successor of a segment tells about it.
 *
 * @param directories the directories in which the successor may be
 * @param next the number of the successor
 */
export async function askSuccessor(
  fs: FileSystem,
  directories: readonly string[],
  { segment, next }: { readonly segment: number; readonly next: number | undefined },
): Promise<ToldBySuccessor> {
  for (const directory of next === undefined ? [] : directories) {
    const scan = await readSegment(fs, directory, next ?? 0);
    if (!scan) continue;
    const found = headerOf(scan);
    // The header of another segment may have been copied here.
    const header = found?.segment === next ? found : undefined;
    const { segment: abandoned, end } = header?.continues ?? {};
    const lastSeq = header ? header.firstSeq - 1 : Number.POSITIVE_INFINITY;
    return { isSealed: header !== undefined, end: abandoned === segment ? end : undefined, lastSeq };
  }
  return { isSealed: false, end: undefined, lastSeq: Number.POSITIVE_INFINITY };
}
