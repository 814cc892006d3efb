import { z } from 'zod';
import type { Scan } from '../disk/frame.ts';

/** The format in the header of a segment. This program writes this version, and reads it and earlier ones. */
export const SEGMENT_FORMAT = { format: 'coc-alarm-agent-segment', version: 1 } as const;

/** The end of an abandoned segment: its records count up to this offset. */
export interface SegmentEnd {
  readonly segment: number;
  readonly end: number;
}

/**
 * The first frame of a segment file, `<number>.log`. One frame per record follows, in the order of sequence
 * numbers.
 *
 * States of a segment: created (header and name durable) -> appended to -> sealed | abandoned. Only the
 * process that created a segment appends to it. A restart begins a new one, so nothing is ever written behind
 * bytes that may be lost.
 */
export interface SegmentHeader {
  readonly format: typeof SEGMENT_FORMAT.format;
  readonly version: typeof SEGMENT_FORMAT.version;
  readonly segment: number;
  /** Grows with every start, so it tells the writers of one directory apart. */
  readonly epoch: number;
  /** All smaller sequence numbers were taken when the segment was begun. */
  readonly firstSeq: number;
  /**
   * Set when an older segment was abandoned. Bytes of that file beyond `end` may or may not be durable. They
   * must be ignored, because their sequence numbers are used again here.
   */
  readonly continues?: SegmentEnd | undefined;
  /**
   * True for a segment that is written into the blocks of a piece of the reserve. Until it is sealed, random bytes
   * follow its last record.
   */
  readonly inReserve?: boolean | undefined;
}

const headerSchema = z.object({
  format: z.literal(SEGMENT_FORMAT.format),
  version: z.literal(SEGMENT_FORMAT.version),
  segment: z.int().positive(),
  epoch: z.int().positive(),
  firstSeq: z.int().positive(),
  continues: z.object({ segment: z.int().positive(), end: z.int().nonnegative() }).optional(),
  inReserve: z.boolean().optional(),
});

/** The start of every header. No record begins with it. */
const START = `{"format":"${SEGMENT_FORMAT.format}"`;

/**
 * Reads the header of a segment; undefined when it is damaged, missing, or of another version. It is the first line,
 * unless damage has moved it.
 */
export function headerOf(scan: Pick<Scan, 'frames'> | undefined): SegmentHeader | undefined {
  for (const { json } of scan?.frames ?? []) {
    const header = parseHeader(json);
    if (header) return header;
  }
  return undefined;
}

/** Reads a line as a header; undefined when it is none. */
export function parseHeader(json: string): SegmentHeader | undefined {
  if (!json.startsWith(START)) return undefined;
  try {
    return headerSchema.parse(JSON.parse(json));
  } catch {
    // It is of another version. Then it is read as a record.
    return undefined;
  }
}
