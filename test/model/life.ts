import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { FileJournal } from '../../src/journals/file/file-journal.ts';
import { MemoryDeadLetters } from '../../src/journals/memory/memory-dead-letters.ts';
import type { DueEntry } from '../../src/outbox/events/entry.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import { hash53 } from '../../src/outbox/events/hash.ts';
import type { Outcome } from '../../src/outbox/events/outcome.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { aPolicy } from '../support/policy.ts';
import { RecordingJournal } from '../support/recording-journal.ts';
import { SimulatedFileSystem } from '../support/simulated-file-system.ts';
import { type Expected, expectedOf, foundIn } from './oracle.ts';

/** End of a life of the process. */
export type End = 'close' | 'kill' | 'crash';

/**
 * Outbox over a file journal on a simulated disk, through many lives, with the records that it acknowledged.
 */
export class Life {
  fs = new SimulatedFileSystem();
  readonly clock = new FakeClock();
  readonly letters = new MemoryDeadLetters();
  readonly random: () => number;
  readonly backgroundErrors: unknown[] = [];
  #journal: RecordingJournal;
  #outbox: Outbox;
  /** Last entry that was tried in each lane. A lane never goes back. */
  readonly #tried = new Map<number, number>();

  constructor(random: () => number) {
    this.random = random;
    this.fs.now = this.clock.now();
    this.#journal = new RecordingJournal(this.#makeJournal());
    this.#outbox = this.#makeOutbox();
  }

  get outbox(): Outbox {
    return this.#outbox;
  }

  get acknowledged(): readonly OutboxRecord[] {
    return this.#journal.acknowledged;
  }

  async open(): Promise<void> {
    await this.#outbox.open();
  }

  /** Ends the process and starts a new one, which must find all acknowledged records. */
  async restart(end: End): Promise<void> {
    if (end === 'close') await this.#outbox.close().catch(() => undefined);
    this.fs = end === 'crash' ? this.fs.reboot(this.random) : this.fs.killProcess();
    this.#journal.use(this.#makeJournal());
    this.#outbox = this.#makeOutbox();
    this.#tried.clear();
    await this.#outbox.open();
    await this.check();
  }

  /** Takes one due entry and settles it with this outcome. Returns false when nothing is due. */
  async deliverOne(outcome: Outcome): Promise<boolean> {
    for (const destination of this.#outbox.state.destinations) {
      const entry = await this.#outbox.take(destination);
      if (!entry) continue;
      this.#checkOrder(entry);
      const opened = entry.body.kind === 'open-incident' && outcome.kind === 'delivered';
      const numbered = { ...outcome, result: 'incident-opened', incidentNum: `IM${entry.id}` } as Outcome;
      if (entry.body.kind !== 'report-alarm') await this.#outbox.started(entry);
      await this.#outbox.settle(entry, opened ? numbered : outcome);
      return true;
    }
    return false;
  }

  /**
   * Compares the state with all acknowledged records, and with failed ones that may have been stored all the
   * same.
   */
  async check(): Promise<void> {
    const { acknowledged, failed } = this.#journal;
    const candidates: (readonly OutboxRecord[])[] = [[]];
    for (const batch of failed)
      for (let count = 1; count <= batch.length; count++) candidates.push(batch.slice(0, count));
    const turnedUp = candidates.find((extra) => this.#matches(expectedOf([...acknowledged, ...extra])));
    if (!turnedUp) {
      const expected = expectedOf(acknowledged);
      expect(comparable(foundIn(this.#outbox.state, expected, hash53))).toEqual(comparable(expected));
      expect(this.#outbox.state.pendingCount).toBe(countOf(expected));
      throw new Error('a batch that failed turned up in a way that is not allowed');
    }
    this.#journal.turnedUp(turnedUp);
    const { lastSeq } = expectedOf(acknowledged);
    expect(this.#outbox.state.nextSeq).toBeGreaterThan(lastSeq);
    await this.#checkBodies();
  }

  #matches(expected: Expected): boolean {
    const { state } = this.#outbox;
    if (state.pendingCount !== countOf(expected)) return false;
    return isDeepStrictEqual(comparable(foundIn(state, expected, hash53)), comparable(expected));
  }

  async #checkBodies(): Promise<void> {
    const queued = new Map<number, unknown>();
    for (const { seq, events } of this.acknowledged)
      events.forEach((event, i) => {
        if (event.type === 'entry.queued') queued.set(seq + i, event.body);
      });
    for (const entry of this.#outbox.state.pendingEntries()) {
      const [record] = await this.#journal.read([entry.ref]);
      const event = record?.events[entry.seq - record.seq];
      expect(event).toEqual({ type: 'entry.queued', body: queued.get(entry.seq) });
    }
  }

  #checkOrder(entry: DueEntry): void {
    const lane = [...this.#outbox.state.laneOf(entry)];
    expect(lane[0]?.seq).toBe(entry.id);
    const hash = lane[0]?.lane ?? 0;
    expect(entry.id).toBeGreaterThanOrEqual(this.#tried.get(hash) ?? 0);
    this.#tried.set(hash, entry.id);
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      journal: this.#journal,
      deadLetters: this.letters,
      clock: this.clock,
      random: this.random,
      policy: aPolicy({ collapse: true }),
      onRecord: () => undefined,
    });
  }

  #makeJournal(): FileJournal {
    return new FileJournal({
      directory: '/data',
      fs: this.fs,
      lock: async () => async () => undefined,
      clock: this.clock,
      segmentBytes: 2_500,
      snapshotBytes: 4_000,
      history: { keepMs: 3_600_000, maxBytes: 20_000 },
      minFreeBytes: 0,
      onBackgroundError: (error) => this.backgroundErrors.push(error),
    });
  }
}

function countOf({ lanes }: Expected): number {
  return [...lanes.values()].reduce((sum, { length }) => sum + length, 0);
}

function comparable({ lanes, episodes, incidents }: Expected) {
  return { lanes, episodes, incidents };
}
