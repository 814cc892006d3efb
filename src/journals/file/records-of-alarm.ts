import { type OutboxRecord, parseRecord } from '../../outbox/events/event.ts';
import { subjectAlarm } from '../../outbox/events/event-subject.ts';
import type { FileSystem } from './disk/file-system.ts';
import type { Layout } from './layout.ts';
import { readIndex } from './segments/index-store.ts';
import { readSegment } from './segments/segment-adapter.ts';
import { segmentsIn } from './segments/segment-names.ts';
import { mentionsAlarm } from './segments/segment-summary.ts';

/** Reads the records of one alarm in all segments, those of the history included, oldest first. */
export async function* recordsOfAlarm(
  fs: FileSystem,
  { segments, history }: Layout,
  alarmId: string,
): AsyncIterable<OutboxRecord> {
  const numbers = new Set([...(await segmentsIn(fs, history)), ...(await segmentsIn(fs, segments))]);
  for (const segment of [...numbers].sort((a, b) => a - b)) {
    // A segment may move from one directory to the other in the meantime.
    for (const directory of [segments, history, segments]) {
      const records = await recordsIn(fs, { directory, segment }, alarmId);
      if (!records) continue;
      yield* records;
      break;
    }
  }
}

/** Undefined when the segment is not in this directory. */
async function recordsIn(
  fs: FileSystem,
  { directory, segment }: { readonly directory: string; readonly segment: number },
  alarmId: string,
): Promise<readonly OutboxRecord[] | undefined> {
  const index = await readIndex(fs, directory, segment);
  if (index && !mentionsAlarm(index.summary, alarmId)) return [];
  const scan = await readSegment(fs, directory, segment);
  const end = index?.summary.bytes ?? Number.POSITIVE_INFINITY;
  return scan?.frames
    .filter(({ json, offset }) => offset > 0 && offset < end && json.includes(alarmId))
    .map(({ json }) => parseRecord(json))
    .filter(({ events }) => events.some((event) => subjectAlarm(event) === alarmId));
}
