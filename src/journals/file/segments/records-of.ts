import { type OutboxRecord, parseRecord } from '../../../outbox/events/event.ts';
import type { Scan } from '../disk/frame.ts';
import { parseHeader } from './segment-header.ts';

type Frames = Scan['frames'];

/**
 * Parses the records of a segment, in the order of their numbers: damage may have swapped or copied lines. Of
 * copies, the first one in the file comes first. `onUnknown` is called for each one of a version that this program
 * does not know.
 */
export function* recordsOf(
  scan: Pick<Scan, 'frames'> | undefined,
  onUnknown: () => void,
): IterableIterator<{ readonly record: OutboxRecord; readonly offset: number }> {
  for (const { json, offset } of inOrder(scan?.frames ?? [])) {
    if (parseHeader(json)) continue;
    const record = parseKnown(json);
    if (record) yield { record, offset };
    else onUnknown();
  }
}

/** Sorts lines by the numbers of their records. An undamaged segment is in order already. */
function inOrder(frames: Frames): Frames {
  const numbers = frames.map(({ json }) => numberOf(json));
  // Stryker disable next-line ArrowFunction,EqualityOperator,LogicalOperator: it only saves the sorting.
  if (numbers.every((number, i) => i === 0 || number >= (numbers[i - 1] ?? 0))) return frames;
  const numbered = frames.map((frame, i) => ({ frame, number: numbers[i] ?? 0 }));
  return numbered.sort((a, b) => a.number - b.number).map(({ frame }) => frame);
}

/** The start of every record that this program writes. */
const NUMBER = /^\{"v":\d+,"seq":(\d+),/;

/** Reads the number of a record without parsing all of it; 0 when the line is no record. */
function numberOf(json: string): number {
  return Number(NUMBER.exec(json)?.[1] ?? 0);
}

function parseKnown(json: string): OutboxRecord | undefined {
  try {
    return parseRecord(json);
  } catch {
    // Its checksum matched, so the record is not damaged: a program that knows more versions wrote it.
    process.emitWarning(
      'a stored record has a version that this program does not know; it is skipped and counted as damaged',
    );
    return undefined;
  }
}
