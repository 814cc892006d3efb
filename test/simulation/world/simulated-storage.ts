import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../../../src/errors.ts';
import { FileDeadLetters } from '../../../src/journals/file/file-dead-letters.ts';
import { FileJournal } from '../../../src/journals/file/file-journal.ts';
import { layoutOf } from '../../../src/journals/file/layout.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { hash53 } from '../../../src/outbox/events/hash.ts';
import type { Appended, Journal, Recovery, Stored } from '../../../src/outbox/ports/journal.ts';
import type { JournalKind, JournalSettings } from '../../../src/outbox/ports/journal-kind.ts';
import { OutboxState } from '../../../src/outbox/state.ts';
import { theOneFound } from '../../crash/simulation/found.ts';
import { expectedOf, foundIn } from '../../model/oracle.ts';
import { RecordingJournal } from '../../support/recording-journal.ts';
import type { SimulatedFileSystem } from '../../support/simulated-file-system.ts';

const DIRECTORY = '/data';

/** Small sizes, so that a short life seals, indexes, releases and deletes segments. */
const SIZES = { segmentBytes: 8_000, snapshotBytes: 6_000 };

/** Journal that compares what each start finds with what was promised before it. */
export class PromisedJournal extends RecordingJournal {
  /** Called with what was just stored. */
  onAppend: (records: readonly OutboxRecord[]) => void = () => undefined;

  /** @param before the journal of the process before this one */
  constructor(journal: Journal, before?: PromisedJournal) {
    super(journal);
    this.acknowledged.push(...(before?.acknowledged ?? []));
    this.failed.push(...(before?.failed ?? []));
  }

  override async open(restore: (stored: Stored) => void): Promise<Recovery> {
    const state = new OutboxState();
    const recovery = await super.open((stored) => {
      const kept = stored.kind === 'pending' ? { ...stored, entries: [...stored.entries] } : stored;
      restore(kept);
      state.restore(kept, 0);
    });
    state.seen(recovery.lastSeq);
    this.#compare(state);
    return recovery;
  }

  override async append(records: readonly OutboxRecord[]): Promise<readonly Appended[]> {
    const refs = await super.append(records);
    this.onAppend(records);
    return refs;
  }

  #compare(state: OutboxState): void {
    const promised = { acknowledged: this.acknowledged, open: this.failed };
    try {
      const { extra, expected } = theOneFound(state, promised, 'without-waits');
      this.turnedUp(extra);
      if (state.nextSeq <= expected.lastSeq) throw new Error('a number would be used twice');
    } catch (cause) {
      const expected = expectedOf(promised.acknowledged);
      const found = foundIn(state, expected, hash53);
      const parts = (['lanes', 'episodes', 'incidents'] as const).filter(
        (part) => !isDeepStrictEqual(found[part], expected[part]),
      );
      const text = `the disk does not hold what was promised (${parts}): ${messageOf(cause)}`;
      throw new BrokenPromise(text, { cause });
    }
  }
}

/** A start found something else than what was promised. */
export class BrokenPromise extends Error {}

interface Options {
  readonly fs: SimulatedFileSystem;
  /** Journal of the process before this one. */
  readonly before: PromisedJournal | undefined;
  /** Called with the journal of this one. */
  readonly onCreate: (journal: PromisedJournal) => void;
  readonly minFreeBytes: number;
}

/** Journal that lives on a simulated disk, as the registry lists it. */
export function simulatedJournalKind({ fs, before, onCreate, minFreeBytes }: Options): JournalKind {
  return {
    type: 'simulated',
    place: 'on a simulated disk',
    prepare: (dataDir) => fs.makeDirectory(dataDir),
    create(settings) {
      const plain = fileJournal(fs, { ...settings, minFreeBytes });
      const journal = new PromisedJournal(plain, before);
      onCreate(journal);
      const letters = new FileDeadLetters(fs, layoutOf(DIRECTORY).deadLetters, {
        maxBytes: settings.deadLetterBytes,
        makeRoomFor: (work) => plain.makeRoomFor(work),
        hasList: () => plain.hasInventory,
        now: () => settings.clock.now(),
      });
      return { journal, deadLetters: letters };
    },
  };
}

function fileJournal(fs: SimulatedFileSystem, settings: JournalSettings): FileJournal {
  const { clock, history, minFreeBytes, onBackgroundError } = settings;
  const lock = async () => async () => undefined;
  return new FileJournal({
    ...SIZES,
    ...{ directory: DIRECTORY, fs, lock, clock, history, minFreeBytes, onBackgroundError },
  });
}
