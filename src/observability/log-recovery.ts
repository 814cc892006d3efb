import type { Logger } from 'pino';
import type { Restored } from '../outbox/outbox.ts';
import type { Gap, GapKind } from '../outbox/ports/gap.ts';

const STARTS = {
  first:
    'began an empty data directory; if the agent ran before, its dataDir was another one, or was deleted',
  emptied:
    'the data directory was used before, but its records are gone, and with them the alarms that waited; restore a backup if there is one',
} as const;

/** Words for the loss of each kind of file, and the remedy. */
const GAPS: Readonly<Record<GapKind, string>> = {
  segment:
    'a segment is missing: alarms that waited in it are lost. Stop the agent, put the file back from a backup, and start it; sources that are asked what is active repair the rest',
  records:
    'records are missing in a segment: alarms that waited in them are lost. Damaged bytes are kept in damaged/; sources that are asked what is active repair the rest',
  history: 'a segment of the history is missing: the stories of alarms are incomplete, nothing else',
  ledger:
    'a snapshot of the ledger is missing: it was rebuilt from the segments that are left; alarms that changed last before them are forgotten, so their next alert counts as new',
  inventory:
    'the list of stored files is missing, so nothing tells whether other files are; a new one was made',
  'dead-letter':
    'a dead letter is missing: it can be put back only from a backup, while the agent is stopped',
};

/** No start logs more gaps of a kind one by one. */
const MAX_LINES = 20;

/** Logs the state that a start has restored: as an error when something was damaged. */
export function logRecovery(log: Logger, recovery: Restored, dataDir: string): void {
  const { pending, replayedRecords, tornBytes, damagedRecords, start, notices = [], movedFrom } = recovery;
  const found = { dataDir, pending, replayed_records: replayedRecords, torn_bytes: tornBytes };
  for (const notice of notices) log.warn({ dataDir }, notice);
  if (movedFrom)
    log.info(
      { dataDir, last_host: movedFrom.host, last_directory: movedFrom.directory },
      'the data directory was used in another place last; if an agent still runs there, on a clone of this disk, stop one of them',
    );
  if (start === 'first') log.warn({ dataDir }, STARTS.first);
  if (start === 'emptied') log.error({ dataDir }, STARTS.emptied);
  if (damagedRecords === 0) log.info(found, 'restored the state from the data directory');
  else
    log.error(
      { ...found, damaged_records: damagedRecords },
      'restored the state, but set damaged records aside; everything else is delivered',
    );
}

/** Logs the files that a start found missing. Those of earlier starts are only counted. */
export function logGaps(log: Logger, gaps: readonly Gap[]): void {
  for (const kind of Object.keys(GAPS) as GapKind[]) {
    const found = gaps.filter((gap) => gap.kind === kind && gap.isNew);
    for (const { file, firstSeq, lastSeq, events } of found.slice(0, MAX_LINES))
      log.error({ file, first_number: firstSeq, last_number: lastSeq, events }, GAPS[kind]);
    if (found.length > MAX_LINES)
      log.error({ kind, missing: found.length, listed: MAX_LINES }, 'more files of this kind are missing');
  }
  const known = gaps.filter(({ isNew }) => !isNew).length;
  if (known > 0) log.warn({ missing: known }, 'files that an earlier start found missing are still missing');
}
