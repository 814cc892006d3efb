import { MemoryDeadLetters } from '../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../src/journals/memory/memory-journal.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import type { OutboxPolicy } from '../../src/outbox/policy.ts';
import type { RecordRef } from '../../src/outbox/ports/record-ref.ts';
import { FakeClock } from './fake-clock.ts';
import { aPolicy } from './policy.ts';

/** A journal in memory that can be short of room, and lose what it holds. */
export class ShakyJournal extends MemoryJournal {
  shortage: string | undefined;
  /** What its pending entries take. */
  pending = 0;
  /** What reading any record does. */
  onRead: () => 'fine' | 'lost' = () => 'fine';

  override shortOfRoom(): string | undefined {
    return this.shortage;
  }

  override pendingBytes(): number {
    return this.pending;
  }

  override async read(refs: readonly RecordRef[]) {
    return this.onRead() === 'lost' ? refs.map(() => undefined) : super.read(refs);
  }
}

interface Options {
  readonly journal?: ShakyJournal;
  readonly policy?: Partial<OutboxPolicy>;
  readonly letterBytes?: number;
  /** What the wall clock says at the start. */
  readonly now?: number;
  readonly onRecord?: (record: OutboxRecord) => void;
}

/** An open outbox in memory, with what a test looks at. */
export async function openOutbox(options: Options = {}) {
  const { journal = new ShakyJournal(), letterBytes, policy } = options;
  const clock = new FakeClock(options.now);
  const letters = new MemoryDeadLetters(letterBytes);
  const records: OutboxRecord[] = [];
  const outbox = new Outbox({
    journal,
    deadLetters: letters,
    clock,
    random: () => 0.5,
    policy: aPolicy(policy),
    onRecord: options.onRecord ?? ((record) => records.push(record)),
  });
  const recovery = await outbox.open();
  return { outbox, journal, letters, clock, records, recovery };
}
