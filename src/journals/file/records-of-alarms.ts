import type { OutboxRecord } from '../../outbox/events/event.ts';
import { subjectAlarm } from '../../outbox/events/event-subject.ts';
import type { FileSystem } from './disk/file-system.ts';
import type { Layout } from './layout.ts';
import { readIndex } from './segments/index-store.ts';
import { lastSeqOf } from './segments/record-places.ts';
import { recordsOf } from './segments/records-of.ts';
import { readSegment } from './segments/segment-adapter.ts';
import { segmentsIn } from './segments/segment-names.ts';
import { mentionsAlarm } from './segments/segment-summary.ts';
import { askSuccessor } from './segments/successor.ts';

/** Reads the records of some alarms in all segments, those of the history included, each once, oldest first. */
export async function* recordsOfAlarms(
  fs: FileSystem,
  { segments, history }: Layout,
  alarmIds: readonly string[],
): AsyncIterable<OutboxRecord> {
  const wanted = wantedOf(alarmIds);
  let lastSeq = 0;
  const numbers = new Set([...(await segmentsIn(fs, history)), ...(await segmentsIn(fs, segments))]);
  const sorted = [...numbers].sort((a, b) => a - b);
  for (const [i, segment] of sorted.entries()) {
    // A segment may move from one directory to the other in the meantime.
    const directories = [segments, history, segments];
    const lastSeqIn = async () =>
      (await askSuccessor(fs, directories, { segment, next: sorted[i + 1] })).lastSeq;
    for (const directory of directories) {
      const records = await recordsIn(fs, { directory, segment, lastSeqIn }, wanted);
      if (!records) continue;
      for (const record of records) {
        // A line that damage has doubled, and a copy of a segment, tell nothing new.
        if (record.seq <= lastSeq) continue;
        lastSeq = record.seq;
        yield record;
      }
      break;
    }
  }
}

interface Place {
  readonly directory: string;
  readonly segment: number;
  /** Reads the last number that may be in the segment, where it has no index. */
  readonly lastSeqIn: () => Promise<number>;
}

interface Wanted {
  /** Ids of alarms. */
  readonly ids: ReadonlySet<string>;
  /** Matches a text that has one of them. */
  readonly mention: RegExp;
}

function wantedOf(alarmIds: readonly string[]): Wanted {
  const escaped = alarmIds.map((id) => id.replaceAll(/[^\w]/g, '\\$&'));
  return { ids: new Set(alarmIds), mention: new RegExp(escaped.join('|')) };
}

/** Undefined when the segment is not in this directory. */
async function recordsIn(
  fs: FileSystem,
  { directory, segment, lastSeqIn }: Place,
  { ids, mention }: Wanted,
): Promise<readonly OutboxRecord[] | undefined> {
  const index = await readIndex(fs, directory, segment);
  if (index && ![...ids].some((id) => mentionsAlarm(index.summary, id))) return [];
  const scan = await readSegment(fs, directory, segment);
  if (!scan) return undefined;
  // Stryker disable next-line MethodExpression: it only saves the parsing of other records.
  const mentions = scan.frames.filter(({ json }) => mention.test(json));
  if (mentions.length === 0) return [];
  // Records with later numbers are behind the end of an abandoned segment.
  const lastSeq = index?.summary.lastSeq ?? (await lastSeqIn());
  const records = [...recordsOf({ frames: mentions }, () => undefined)].map(({ record }) => record);
  return records.filter(
    (record) =>
      lastSeqOf(record) <= lastSeq && record.events.some((event) => ids.has(subjectAlarm(event) ?? '')),
  );
}
