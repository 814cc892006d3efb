import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { recordOf } from './record.ts';
import { grouped, type Store } from './store.ts';

/** better-sqlite3 is native, so it is no dependency of the package. It is installed elsewhere on demand. */
const PACKAGE = 'better-sqlite3@12.11.1';
const PLACE = join(tmpdir(), 'coc-alarm-agent-bench-sqlite');
const INSTALL_WITHIN_MS = 600_000;

/** The part of better-sqlite3 that the bench uses. */
interface Database {
  pragma(text: string): unknown;
  exec(sql: string): unknown;
  prepare(sql: string): { run(...values: readonly unknown[]): unknown };
  transaction<A extends readonly unknown[]>(work: (...values: A) => void): (...values: A) => void;
  close(): void;
}

type Constructor = new (file: string) => Database;

/** Loads better-sqlite3, and installs it on the first use. @throws when it can't be installed. */
export async function loadSqlite(): Promise<Constructor> {
  await mkdir(PLACE, { recursive: true });
  const load = createRequire(join(PLACE, 'index.js'));
  const works = () => {
    const Sqlite: Constructor = load('better-sqlite3');
    new Sqlite(':memory:').close();
    return Sqlite;
  };
  try {
    return works();
  } catch {
    // Not installed yet.
    const args = ['install', '--prefix', PLACE, '--no-audit', '--no-fund', '--no-save', PACKAGE];
    await promisify(execFile)('npm', args, { timeout: INSTALL_WITHIN_MS });
    return works();
  }
}

/** SQLite as an outbox would use it: WAL, each transaction synced, one transaction a group. */
export async function openSqlite(directory: string): Promise<Store<OutboxRecord>> {
  const Sqlite = await loadSqlite();
  const database = new Sqlite(`${directory}/outbox.db`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(
    'CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT, record TEXT NOT NULL)',
  );
  const insert = database.prepare('INSERT INTO outbox (lane, record) VALUES (?, ?)');
  const insertAll = database.transaction((records: readonly OutboxRecord[]) => {
    for (const record of records) insert.run(laneOf(record), JSON.stringify(record));
  });
  return { prepare: recordOf, append: grouped(insertAll), close: async () => database.close() };
}

function laneOf({ events: [event] }: OutboxRecord): string {
  return event && 'alarmId' in event ? event.alarmId : '';
}
