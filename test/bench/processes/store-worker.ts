import { serveTasks } from '../harness/child.ts';
import { openJournal } from '../stores/journal.ts';
import { openLowdb } from '../stores/lowdb-file.ts';
import { openOutbox } from '../stores/outbox.ts';
import { openRawFile } from '../stores/raw-file.ts';
import { loadSqlite, openSqlite } from '../stores/sqlite.ts';
import type { Store } from '../stores/store.ts';

const STORES = {
  raw: openRawFile,
  journal: openJournal,
  outbox: openOutbox,
  sqlite: openSqlite,
  lowdb: openLowdb,
};

/** The stores in the comparison. */
export type StoreName = keyof typeof STORES;

let store: Store<unknown> | undefined;
let next = 0;

const tasks = {
  /** Returns the reason why SQLite is not available; undefined when it is. */
  async sqliteMissing(_: undefined): Promise<string | undefined> {
    try {
      await loadSqlite();
      return undefined;
    } catch (error) {
      return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    }
  },
  async open({ name, directory }: { name: StoreName; directory: string }) {
    store = (await STORES[name](directory)) as Store<unknown>;
  },
  /** Appends alarms from several writers. Each one waits until its alarm is durable. */
  async append({ count, writers }: { count: number; writers: number }) {
    const prepared = Array.from({ length: count }, () => store?.prepare(next++));
    let done = 0;
    const one = async () => {
      while (done < count) await store?.append(prepared[done++]);
    };
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: writers }, one));
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    return { perSecond: (count / ms) * 1_000, cpuUs: (user + system) / count };
  },
};

/** The tasks of a process with one store. */
export type StoreWorker = typeof tasks;

serveTasks(tasks);
