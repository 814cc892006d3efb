import { MemoryDeadLetters } from '../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../src/journals/memory/memory-journal.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import type { OutboxPolicy } from '../../src/outbox/policy.ts';
import type { RecordRef } from '../../src/outbox/ports/record-ref.ts';
import { FakeClock } from './fake-clock.ts';
import { aPolicy } from './policy.ts';

/** Journal in memory that can be short of room, and lose its records. */
export class ShakyJournal extends MemoryJournal {
  shortage: string | undefined;
  /** Bytes of its pending entries. */
  pending = 0;
  /** Behaviour of reading a record. */
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
  readonly settlePatienceMs?: number;
  /** Wall clock at the start, epoch ms. */
  readonly now?: number;
  readonly onRecord?: (record: OutboxRecord) => void;
  /** Called with the clock when the journal is open, before the outbox is. */
  readonly onOpen?: (clock: FakeClock) => void;
  /** Time since the machine started, ms. */
  readonly uptimeMs?: number;
}

/** Opens an outbox in memory. Returns it with the parts that a test reads. */
export async function openOutbox(options: Options = {}) {
  const { journal = new ShakyJournal(), letterBytes, policy, settlePatienceMs } = options;
  const clock = new FakeClock(options.now);
  clock.advance(options.uptimeMs ?? 0);
  const { open } = journal;
  journal.open = async (restore) => {
    const recovery = await open.call(journal, restore);
    options.onOpen?.(clock);
    return recovery;
  };
  const letters = new MemoryDeadLetters(letterBytes);
  const records: OutboxRecord[] = [];
  const outbox = new Outbox({
    journal,
    deadLetters: letters,
    clock,
    random: () => 0.5,
    policy: aPolicy(policy),
    onRecord: options.onRecord ?? ((record) => records.push(record)),
    ...(settlePatienceMs !== undefined && { settlePatienceMs }),
  });
  const recovery = await outbox.open();
  return { outbox, journal, letters, clock, records, recovery };
}
