import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import type { Journal } from '../../../src/outbox/ports/journal.ts';
import { arrivalOf, type Stream } from '../harness/alerts.ts';
import { serveTasks } from '../harness/child.ts';
import { countingFileSystem } from '../harness/counting-file-system.ts';
import { newJournal, newOutbox } from '../harness/open-outbox.ts';

/** The cost of some operations. */
export interface Took {
  readonly ms: number;
  readonly cpuUs: number;
}

const SOURCE = 'alertmanager';
const DESTINATION = 'alarms/default';
/** The bytes of a frame besides its JSON: checksum, two blanks, a length of about four digits, line feed. */
const FRAME_BYTES = 15;

const { fs, written } = countingFileSystem();
let outbox: Outbox | undefined;
let encodedBytes = 0;

function opened(): Outbox {
  if (!outbox) throw new Error('the outbox is not open');
  return outbox;
}

/** Wraps a journal and counts the bytes of the encoded records. */
function counting(journal: Journal): Journal {
  return {
    open: (restore) => journal.open(restore),
    async append(records: readonly OutboxRecord[]) {
      const refs = await journal.append(records);
      for (const { bytes } of refs) encodedBytes += bytes - FRAME_BYTES;
      return refs;
    },
    read: (refs, seqs) => journal.read(refs, seqs),
    history: (alarmId) => journal.history(alarmId),
    checkpoint: (state) => journal.checkpoint(state),
    shortOfRoom: () => journal.shortOfRoom(),
    room: () => journal.room(),
    gaps: () => journal.gaps(),
    pendingBytes: () => journal.pendingBytes(),
    sizeBytes: () => journal.sizeBytes(),
    close: () => journal.close(),
  };
}

async function timed(work: () => Promise<unknown>): Promise<Took> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startedAt, cpuUs: user + system };
}

/** Runs `one` for the numbers from 0 up to `count`, with limited concurrency. */
async function inParallel(count: number, width: number, one: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const delivered = {
  kind: 'delivered',
  result: 'alarm-reported',
  requestId: '0af7651916cd43dd8448eb211c80319c',
} as const;

let taking: Promise<unknown> = Promise.resolve();

/** Takes entries one by one, as the dispatcher does. */
function takeNext(): Promise<DueEntry | undefined> {
  const taken = taking.then(() => opened().take(DESTINATION));
  taking = taken.catch(() => undefined);
  return taken;
}

async function settleOne(): Promise<void> {
  const entry = await takeNext();
  if (!entry) throw new Error('nothing is due');
  await opened().settle(entry, delivered);
}

function acceptBatch({ from, count, series }: Stream): Promise<unknown> {
  const arrivals = Array.from({ length: count }, (_, i) => arrivalOf(from + i, series));
  return opened().accept({ source: SOURCE, arrivals, unreadable: [] });
}

const tasks = {
  /** Opens an outbox on a directory. Returns the time that it took, and its findings. */
  async open(directory: string) {
    outbox = newOutbox(directory, counting(newJournal(directory, fs)));
    const startedAt = performance.now();
    const { pending } = await outbox.open();
    return { ms: performance.now() - startedAt, pending, rssMb: process.memoryUsage().rss / 2 ** 20 };
  },
  /** Accepts alerts in bodies of fifty. */
  async fill({ from, count, series }: Stream) {
    const perBody = 50;
    const bodies = Math.ceil(count / perBody);
    return timed(() =>
      inParallel(bodies, 8, (i) =>
        acceptBatch({ from: from + i * perBody, count: Math.min(perBody, count - i * perBody), series }),
      ),
    );
  },
  /** Accepts alerts one by one, from several writers at the same time. */
  accept: ({ writers, ...stream }: Stream & { writers: number }) =>
    timed(() =>
      inParallel(stream.count, writers, (i) => acceptBatch({ ...stream, from: stream.from + i, count: 1 })),
    ),
  /** Takes entries and settles them as delivered, several at the same time. */
  settle: ({ count, width }: { count: number; width: number }) =>
    timed(() => inParallel(count, width, settleOne)),
  /** Accepts alerts and settles each one, as in steady operation. */
  steady: ({ writers, ...stream }: Stream & { writers: number }) =>
    timed(() =>
      inParallel(stream.count, writers, async (i) => {
        await acceptBatch({ ...stream, from: stream.from + i, count: 1 });
        await settleOne();
      }),
    ),
  /** Returns the bytes and syncs of all files so far, and the bytes of the encoded records. */
  async written(_: undefined) {
    return { ...written, encodedBytes };
  },
  /** Measures the memory in use after a collection, bytes. The process must run with --expose-gc. */
  async memory(_: undefined) {
    for (let i = 0; i < 3; i++) globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { usedBytes: heapUsed + external, rssMb: rss / 2 ** 20, pending: opened().state.pendingCount };
  },
  /**
   * Delivers all pending entries. Returns their number, and how many came before an older one of their
   * series.
   */
  async drain(_: undefined) {
    const latest = new Map<string, number>();
    let count = 0;
    let outOfOrder = 0;
    await inParallel(opened().state.pendingCount, 64, async () => {
      const entry = await takeNext();
      if (entry?.body.kind !== 'report-alarm') return;
      const { alarmId, time } = entry.body.alarm;
      if (time <= (latest.get(alarmId) ?? 0)) outOfOrder += 1;
      latest.set(alarmId, time);
      count += 1;
      await opened().settle(entry, delivered);
    });
    return { count, outOfOrder, left: opened().state.pendingCount };
  },
  async close(_: undefined) {
    await opened().close();
  },
};

/** The tasks of a process with an outbox over the file journal, without an agent. */
export type OutboxWorker = typeof tasks;

serveTasks(tasks);
