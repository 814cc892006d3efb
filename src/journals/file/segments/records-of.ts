import { type OutboxRecord, parseRecord } from '../../../outbox/events/event.ts';
import type { Scan } from '../disk/frame.ts';
import { headerOf } from './segment-header.ts';

/**
 * Parses the records of a segment. `onUnknown` is called for each one of a version that this program does not
 * know.
 */
export function* recordsOf(
  scan: Pick<Scan, 'frames'> | undefined,
  onUnknown: () => void,
): IterableIterator<{ readonly record: OutboxRecord; readonly offset: number }> {
  const header = headerOf(scan);
  for (const { json, offset } of scan?.frames ?? []) {
    if (header && offset === 0) continue;
    const record = parseKnown(json);
    if (record) yield { record, offset };
    else onUnknown();
  }
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
