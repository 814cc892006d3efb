import { JournalError } from '../../../errors.ts';
import type { MovedFrom } from '../../../outbox/ports/journal.ts';
import type { Adoption, CopyFound } from '../../../outbox/ports/journal-kind.ts';
import type { LastEpoch } from '../epoch.ts';
import { copyAmong, copyFound, type FoundCopy } from './find-copy.ts';
import { isHomeless, type Home as NotedHome, readHome, writeHome } from './home-file.ts';

/** Surroundings of a data directory, and what the operator has said about it. */
export interface HomeSettings {
  readonly directory: string;
  readonly host: string;
  /** Draws the name of a new data directory: 8 hexadecimal digits. */
  readonly newInstance: () => string;
  /** Absent: a copy is refused. */
  readonly adopt?: Adoption | undefined;
}

/** Moment in the life of a data directory: a start, or the stop after it. */
export type HomeMoment = Pick<NotedHome, 'epoch' | 'ended'>;

/** What a start has found out about the place of its data directory. */
export interface Entered {
  /** Name of the data directory. */
  readonly instance: string;
  /** Last epoch that the home knows; 0 when it knows none. */
  readonly lastEpoch: number;
  /** True when the home tells all that it should, except for this start. */
  readonly isNoted: boolean;
  /** Where it was opened last, when that was another place. */
  readonly movedFrom?: MovedFrom;
  /** Sentences for operators. */
  readonly notices: readonly string[];
  /** Notes the place and the moment, in a file with marks of its own. Without room, the old one stays, and is valid. */
  note(moment: HomeMoment): Promise<void>;
}

/**
 * Tells a data directory from a copy of one. The file `home.json` names its own inode and time of creation, and is replaced by each
 * start and stop. A copy has others, wherever it is, so its agent would send again what the original sends. A renamed
 * directory, a new name of the host, a volume that is mounted anew, and a killed process change nothing.
 *
 * @param journal what the journal beside it tells of its last owner
 * @throws {JournalError} `journal.copied` for a copy that nobody has adopted
 */
export async function enterHome(
  { directory, host, newInstance, adopt }: HomeSettings,
  journal: LastEpoch,
): Promise<Entered> {
  const traces = { home: await readHome(directory), isHomeless: await isHomeless(directory), journal };
  const noted = traces.home?.noted;
  const lastEpoch = noted?.epoch ?? 0;
  const place = { host, directory };
  const entered = (instance: string) => ({
    ...{ instance, lastEpoch, isNoted: false, notices: [] },
    note: (moment: HomeMoment) => writeHome(directory, { instance, ...place, ...moment }),
  });
  const copy = copyAmong(directory, traces);
  if (copy) {
    if (!isAdopted(copy, adopt)) throw new JournalError('journal.copied', wordsForRefusal(copy));
    return { ...entered(newInstance()), notices: [wordsForAdopted(directory, noted)] };
  }
  if (!noted) return entered(journal.home ?? newInstance());
  if (noted.host === host && noted.directory === directory)
    return { ...entered(noted.instance), isNoted: true };
  const movedFrom = { host: noted.host, directory: noted.directory };
  return { ...entered(noted.instance), movedFrom };
}

/** Tells of a directory that is a copy what it is, and the remedy; undefined for any other directory. */
export async function findCopy(
  directory: string,
  readJournal: () => Promise<LastEpoch>,
): Promise<CopyFound | undefined> {
  const home = await readHome(directory);
  const homeless = await isHomeless(directory);
  // The journal is read last: of an agent that runs, it is never older than the home.
  const copy = copyAmong(directory, { home, isHomeless: homeless, journal: await readJournal() });
  return copy && copyFound(copy);
}

function isAdopted({ instance }: FoundCopy, adopt: Adoption | undefined): boolean {
  return adopt === 'any' || adopt?.instance === instance;
}

function wordsForRefusal(copy: FoundCopy): string {
  const { words, remedy } = copyFound(copy);
  return `the data directory ${words}. Nothing was changed. To go on, ${remedy}`;
}

function wordsForAdopted(directory: string, noted: NotedHome | undefined): string {
  const original = noted ? ` of ${noted.directory} of ${noted.host}` : '';
  return `${directory} is a copy${original}, and goes on in its place, as you asked; never start the original again`;
}
