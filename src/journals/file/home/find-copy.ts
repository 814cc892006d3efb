import type { CopyFound } from '../../../outbox/ports/journal-kind.ts';
import type { LastEpoch } from '../epoch.ts';
import { isAnotherFile } from './file-identity.ts';
import { type FoundHome, HOME_FILE, type Home } from './home-file.ts';

/** What is found in a data directory, before anything is changed. */
export interface Traces {
  /** Undefined when there is none, or it is unreadable. */
  readonly home: FoundHome | undefined;
  /** True when there is none. */
  readonly isHomeless: boolean;
  readonly journal: LastEpoch;
}

/** A copy: the name of the directory that it was made from, and words for operators. */
export interface FoundCopy {
  readonly instance: string;
  readonly words: string;
}

/**
 * Tells a copy from a data directory that was left as it is; undefined for the latter. Pure.
 *
 * - The home has other marks than it notes: it was copied, or a copy was written over it. It has other marks after each start and
 *   stop, so a backup that was made before is noticed too.
 * - The journal is older than the home: the home was left out where a copy was written over the directory.
 * - There is no home, although the journal has one: it was left out of the copy.
 */
export function copyAmong(directory: string, { home, isHomeless, journal }: Traces): FoundCopy | undefined {
  if (home === undefined) {
    const { home: instance } = journal;
    return isHomeless && instance !== undefined
      ? { instance, words: wordsWithoutHome(directory, instance) }
      : undefined;
  }
  const { noted, file } = home;
  const { instance } = noted;
  if (isAnotherFile(noted, file)) return { instance, words: wordsForMarks(directory, noted) };
  if (isOlder(journal, noted)) return { instance, words: wordsForOlder(directory) };
  return undefined;
}

/** True for a journal whose last epoch, or the end of it, the home already knew. */
function isOlder({ isKnown, epoch, ended }: LastEpoch, noted: Home): boolean {
  if (!isKnown || noted.epoch === undefined) return false;
  return epoch < noted.epoch || (epoch === noted.epoch && noted.ended === true && !ended);
}

/** What a copy is, and the remedy. */
export function copyFound({ instance, words }: FoundCopy): CopyFound {
  return {
    words,
    remedy:
      'stop the original for good and start here with ' +
      `--adopt=${instance} (or COC_ALARM_AGENT_ADOPT=${instance}), or use an empty dataDir here`,
  };
}

const BOTH = 'If an agent still runs there, both would send COC the same alarms and open the same incidents';

function wordsForMarks(directory: string, { host, directory: original }: Home): string {
  if (directory === original)
    return `${directory} is a copy: it was made from what was in its place before, such as a backup that was put back (host ${host}). What happened since then is not known here. ${BOTH}`;
  return `${directory} is a copy: it was made from ${original} of the host ${host}. ${BOTH}`;
}

function wordsWithoutHome(directory: string, instance: string): string {
  return `${directory} is a copy without its ${HOME_FILE}: it was made from the data directory ${instance}. ${BOTH}`;
}

function wordsForOlder(directory: string): string {
  return `${directory} is a copy: a backup was written over it, and only its ${HOME_FILE} is newer. What happened since the backup is not known here`;
}
