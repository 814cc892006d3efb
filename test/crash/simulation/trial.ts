import { setImmediate as turn } from 'node:timers/promises';
import { FileDeadLetters } from '../../../src/journals/file/file-dead-letters.ts';
import { FileJournal } from '../../../src/journals/file/file-journal.ts';
import type { Arrival } from '../../../src/outbox/decide/decision.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { Outbox } from '../../../src/outbox/outbox.ts';
import { intakeOf } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { aPolicy } from '../../support/policy.ts';
import { seededRandom } from '../../support/random.ts';
import { RecordingJournal } from '../../support/recording-journal.ts';
import type { SimulatedFileSystem } from '../../support/simulated-file-system.ts';
import { theOneFound } from './found.ts';
import { storageErrorOnly } from './storage-errors.ts';

const DIRECTORY = '/data';

/** Small sizes, so that a short life seals, indexes, releases and deletes segments. */
const SIZES = {
  segmentBytes: 2_000,
  snapshotBytes: 1_500,
  history: { keepMs: 3_600_000, maxBytes: 4_000 },
  minFreeBytes: 0,
};

/** An outbox, its journal and its dead letters on a simulated disk, through all lives on that disk. */
export class Trial {
  readonly fs: SimulatedFileSystem;
  readonly clock: FakeClock;
  readonly journal: RecordingJournal;
  /** The errors of background work. */
  readonly surprises: unknown[] = [];
  letters: FileDeadLetters;
  outbox: Outbox;

  constructor(fs: SimulatedFileSystem, now?: number) {
    this.fs = fs;
    this.clock = new FakeClock(now);
    this.journal = new RecordingJournal(this.#makeJournal());
    this.letters = this.#makeLetters();
    this.outbox = this.#makeOutbox();
  }

  async open(): Promise<void> {
    await this.letters.open();
    await this.outbox.open();
  }

  /** Accepts these arrivals at the same time, each as its own request. Errors of the storage are ignored. */
  async accept(...arrivals: readonly Arrival[]): Promise<void> {
    await Promise.all(
      arrivals.map((arrival) => this.outbox.accept(intakeOf(arrival)).catch(storageErrorOnly)),
    );
  }

  /** Accepts these arrivals as one request. */
  async acceptTogether(...arrivals: readonly Arrival[]): Promise<void> {
    await this.outbox.accept(intakeOf(...arrivals)).catch(storageErrorOnly);
  }

  /** Attempts due entries one by one, with these outcomes. */
  async attempt(...outcomes: readonly Outcome[]): Promise<void> {
    for (const outcome of outcomes) {
      try {
        const entry = await this.#take();
        if (entry) await this.#settle(entry, outcome);
      } catch (error) {
        storageErrorOnly(error);
      }
    }
  }

  /** Delivers every entry that is due now. */
  async deliverAll(): Promise<void> {
    for (let left = this.outbox.state.pendingCount; left > 0; left--)
      await this.attempt({ kind: 'delivered', result: 'incident-opened', incidentNum: 'I1' });
  }

  wait(ms: number): void {
    this.clock.advance(ms);
    this.fs.now = this.clock.now();
  }

  /** Lets 600 ms pass, and waits until no background work calls the disk any more. */
  async tidy(): Promise<void> {
    this.wait(600);
    let calls = 0;
    const { onCall } = this.fs;
    this.fs.onCall = (operation) => {
      calls += 1;
      onCall(operation);
    };
    for (let quiet = 0, before = -1; quiet < 3; quiet = calls === before ? quiet + 1 : 0) {
      before = calls;
      await turn();
    }
    this.fs.onCall = onCall;
  }

  /**
   * Ends the process in this way, and starts a new one.
   *
   * @throws when it can't start, or restores a wrong state.
   */
  async restart(end: 'close' | 'kill'): Promise<void> {
    if (end === 'close') await this.outbox.close().catch(storageErrorOnly);
    else await this.tidy();
    this.journal.use(this.#makeJournal());
    this.letters = this.#makeLetters();
    this.outbox = this.#makeOutbox();
    await this.open();
    const { acknowledged, failed } = this.journal;
    const { extra } = theOneFound(this.outbox.state, { acknowledged, open: failed });
    this.journal.turnedUp(extra);
  }

  async #take(): Promise<DueEntry | undefined> {
    for (const destination of this.outbox.state.destinations) {
      const entry = await this.outbox.take(destination);
      if (entry) return entry;
    }
    return undefined;
  }

  async #settle(entry: DueEntry, outcome: Outcome): Promise<void> {
    if (entry.body.kind === 'open-incident' && !entry.uncertain) await this.outbox.started(entry);
    await this.outbox.settle(entry, outcome);
  }

  #makeJournal(): FileJournal {
    return new FileJournal({
      ...SIZES,
      directory: DIRECTORY,
      fs: this.fs,
      lock: async () => async () => undefined,
      clock: this.clock,
      onBackgroundError: (error) => this.surprises.push(error),
    });
  }

  #makeLetters(): FileDeadLetters {
    return new FileDeadLetters(this.fs, `${DIRECTORY}/dead-letters`, { maxBytes: 1_000_000 });
  }

  #makeOutbox(): Outbox {
    const { journal, letters: deadLetters, clock } = this;
    const random = seededRandom(1);
    return new Outbox({
      journal,
      deadLetters,
      clock,
      random,
      policy: aPolicy({ collapse: true }),
      onRecord: () => undefined,
    });
  }
}
