import type { FileSystem } from '../../../src/journals/file/disk/file-system.ts';
import { FileDeadLetters } from '../../../src/journals/file/file-dead-letters.ts';
import { FileJournal } from '../../../src/journals/file/file-journal.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Intake } from '../../../src/outbox/intake.ts';
import { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { aPolicy } from '../../support/policy.ts';
import { RecordingJournal } from '../../support/recording-journal.ts';
import { theOneFound } from '../simulation/found.ts';
import { storageErrorOnly } from '../simulation/storage-errors.ts';
import { Quiet } from './quiet.ts';

const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };
const REJECTED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such region' };
/** Longer than every delay of the policy. */
const LONG_MS = 400_000;
/** Small sizes, so that a short life seals, indexes, releases and deletes segments. */
const SIZES = {
  segmentBytes: 2_000,
  snapshotBytes: 1_500,
  history: { keepMs: 3_600_000, maxBytes: 4_000 },
  minFreeBytes: 1,
};

/** An outbox over the adapter for real disks, in a real directory, through several lives. */
export class RealLife {
  readonly #quiet: Quiet;
  readonly #directory: string;
  readonly #clock = new FakeClock();
  readonly journal: RecordingJournal;
  /** The unreadable bodies that were acknowledged as kept. */
  readonly keptBodies: string[] = [];
  #letters: FileDeadLetters;
  #outbox: Outbox;

  constructor(fs: FileSystem, directory: string) {
    this.#quiet = new Quiet(fs);
    this.#directory = directory;
    this.journal = new RecordingJournal(this.#makeJournal());
    this.#letters = this.#makeLetters();
    this.#outbox = this.#makeOutbox();
  }

  async open(): Promise<void> {
    await this.#quiet.fs.makeDirectory(this.#directory);
    await this.#letters.open();
    await this.#outbox.open();
  }

  /** Alerts come, are delivered and refused, and segments fill up, until all is told. Storage errors are ignored. */
  async live(): Promise<void> {
    await this.#accept(intakeOf(firing('a')), intakeOf(firing('b')));
    await this.#accept(intakeOf(firing('c'), resolved('b')));
    await this.#keepBody('{"broken": 1');
    await this.#attempt(REJECTED, DELIVERED, DELIVERED, DELIVERED);
    this.#clock.advance(LONG_MS);
    await this.#attempt(REJECTED);
    for (let round = 0; round < 3; round++) {
      await this.#accept(intakeOf(firing(`r${round}`)), intakeOf(firing(`s${round}`)));
      await this.#attempt(DELIVERED, DELIVERED, DELIVERED);
      await this.#tidy();
    }
    await this.#accept(intakeOf(resolved('r0')), intakeOf(resolved('c')));
  }

  /** Takes one more alert. A storage error is ignored. */
  async oneMore(): Promise<void> {
    await this.#accept(intakeOf(firing(`more${this.journal.acknowledged.length}`)));
  }

  /** Ends this life. What still runs in the background is waited for. */
  async end(): Promise<void> {
    await this.#outbox.close().catch(storageErrorOnly);
    await this.#quiet.come();
  }

  /**
   * Starts the next life, and checks that it has what was promised.
   *
   * @throws when it can't start, or something is lost, or something came back.
   */
  async startAgain(): Promise<void> {
    this.journal.use(this.#makeJournal());
    this.#letters = this.#makeLetters();
    this.#outbox = this.#makeOutbox();
    await this.open();
    const { acknowledged, failed } = this.journal;
    const { extra } = theOneFound(this.#outbox.state, { acknowledged, open: failed });
    this.journal.turnedUp(extra);
  }

  /** Checks the dead letters, and that a new alert is taken and comes out. @throws when not. */
  async checkWork(): Promise<void> {
    const letters = await this.#letters.list({ limit: 1_000, offset: 0 });
    const bodies = letters.map(({ bodyBase64 }) => Buffer.from(bodyBase64 ?? '', 'base64').toString());
    for (const body of this.keptBodies)
      if (!bodies.includes(body)) throw new Error(`the unreadable body ${body} is lost`);
    for (const { events } of this.journal.acknowledged)
      for (const event of events)
        if (event.type === 'entry.dead-lettered' && !letters.some(({ id }) => id === event.deadLetter))
          throw new Error(`the dead letter ${event.deadLetter} is lost`);
    const before = this.journal.acknowledged.length;
    await this.#outbox.accept(intakeOf(firing(`fresh${before}`)));
    this.#clock.advance(LONG_MS);
    const entry = await this.#outbox.take('alarms/default');
    if (!entry) throw new Error('nothing is due, though an alert was taken');
    await this.#outbox.settle(entry, DELIVERED);
  }

  async #accept(...intakes: readonly Intake[]): Promise<void> {
    await Promise.all(intakes.map((intake) => this.#outbox.accept(intake).catch(storageErrorOnly)));
  }

  async #keepBody(body: string): Promise<void> {
    try {
      if (await this.#outbox.keepUnreadableBody('test', Buffer.from(body), 'not JSON'))
        this.keptBodies.push(body);
    } catch (error) {
      storageErrorOnly(error);
    }
  }

  async #attempt(...outcomes: readonly Outcome[]): Promise<void> {
    for (const outcome of outcomes) {
      try {
        const entry = await this.#outbox.take('alarms/default');
        if (entry) await this.#outbox.settle(entry, outcome);
      } catch (error) {
        storageErrorOnly(error);
      }
    }
  }

  /** Waits until nothing runs in the background any more, and lets the next round of housekeeping become due. */
  async #tidy(): Promise<void> {
    await this.#quiet.come();
    this.#clock.advance(600);
  }

  #makeJournal(): FileJournal {
    return new FileJournal({
      ...SIZES,
      directory: this.#directory,
      fs: this.#quiet.fs,
      lock: async () => async () => undefined,
      clock: this.#clock,
      onBackgroundError: storageErrorOnly,
    });
  }

  #makeLetters(): FileDeadLetters {
    return new FileDeadLetters(this.#quiet.fs, `${this.#directory}/dead-letters`, { maxBytes: 1_000_000 });
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      journal: this.journal,
      deadLetters: this.#letters,
      clock: this.#clock,
      random: () => 0.5,
      policy: aPolicy(),
      onRecord: () => undefined,
    });
  }
}
