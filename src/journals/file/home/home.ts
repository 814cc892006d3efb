import { JournalError, messageOf } from '../../../errors.ts';
import type { MovedFrom, Recovery } from '../../../outbox/ports/journal.ts';
import type { Adoption, CopyFound } from '../../../outbox/ports/journal-kind.ts';
import { FOR_START, type RoomMaker } from '../room-maker.ts';
import { isAnotherFile } from './file-identity.ts';
import { HOME_FILE, type Home as NotedHome, readHome, writeHome } from './home-file.ts';

/** Surroundings of a data directory, and what the operator has said about it. */
export interface HomeSettings {
  readonly directory: string;
  readonly host: string;
  /** Draws the name of a new data directory: 8 hexadecimal digits. */
  readonly newInstance: () => string;
  /** Absent: a copy is refused. */
  readonly adopt?: Adoption | undefined;
}

/** What a start has found out about the place of its data directory. */
export interface Entered {
  /** Where it was opened last, when that was another place. */
  readonly movedFrom?: MovedFrom;
  /** Sentences for operators. */
  readonly notices: readonly string[];
  /** Notes the place for the next start. Without room, the next start does. */
  note(): Promise<void>;
}

/**
 * Tells a data directory from a copy of one. The file `home.json` names its own inode and time of creation. A copy has
 * others, wherever it is, so its agent would send again what the original sends. A renamed directory, a new name of
 * the host, a volume that is mounted anew, and a killed process change nothing.
 *
 * @throws {JournalError} `journal.copied` for a copy that nobody has adopted
 */
export async function enterHome({ directory, host, newInstance, adopt }: HomeSettings): Promise<Entered> {
  const found = await readHome(directory);
  const place = { host, directory };
  const note = (instance: string) => () => writeHome(directory, { instance, ...place });
  if (!found) return { notices: [], note: note(newInstance()) };
  const { noted, file } = found;
  if (isAnotherFile(noted, file)) {
    if (!isAdopted(noted, adopt)) throw new JournalError('journal.copied', wordsForCopy(directory, noted));
    const text = `${directory} is a copy of ${noted.directory} of ${noted.host}, and goes on in its place, as you asked; never start the original again`;
    return { notices: [text], note: note(newInstance()) };
  }
  if (noted.host === host && noted.directory === directory)
    return { notices: [], note: async () => undefined };
  const movedFrom = { host: noted.host, directory: noted.directory };
  return { movedFrom, notices: [], note: note(noted.instance) };
}

/** Tells of a directory that is a copy what it is, and the remedy; undefined for any other directory. */
export async function findCopy(directory: string): Promise<CopyFound | undefined> {
  const found = await readHome(directory);
  return found && isAnotherFile(found.noted, found.file) ? copyFound(directory, found.noted) : undefined;
}

function isAdopted({ instance }: NotedHome, adopt: Adoption | undefined): boolean {
  return adopt === 'any' || adopt?.instance === instance;
}

function copyFound(directory: string, { instance, host, directory: original }: NotedHome): CopyFound {
  return {
    words:
      `${directory} is a copy: it was made from ${original} of the host ${host}. If an agent still runs there, ` +
      'both would send COC the same alarms and open the same incidents',
    remedy:
      'stop the original for good and start here with ' +
      `--adopt=${instance} (or COC_ALARM_AGENT_ADOPT=${instance}), or use an empty dataDir here`,
  };
}

function wordsForCopy(directory: string, noted: NotedHome): string {
  const { words, remedy } = copyFound(directory, noted);
  return `the data directory ${words}. Nothing was changed. To go on, ${remedy}`;
}

/** Notes the place for the next start, and adds to a recovery what this one has found out. It never fails a start. */
export async function settleIn(
  recovery: Recovery,
  entered: Entered | undefined,
  room: Pick<RoomMaker, 'within'>,
): Promise<Recovery> {
  if (!entered) return recovery;
  const notices = [...(recovery.notices ?? []), ...entered.notices];
  const { movedFrom } = entered;
  try {
    await room.within(FOR_START, () => entered.note());
  } catch (error) {
    notices.push(
      `could not store ${HOME_FILE}: ${messageOf(error)}; the next start tries again. ${CONSEQUENCE}`,
    );
  }
  return { ...recovery, notices, ...(movedFrom && { movedFrom }) };
}

const CONSEQUENCE = 'Until then, an agent on a copy of the data directory does not notice that it is one';
