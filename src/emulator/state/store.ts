import { join } from 'node:path';
import { Low, Memory } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import type { IssuedToken } from '../auth/token-office.ts';
import { type AlarmLog, newAlarmLog } from './alarm-log.ts';
import { type Incident, type IncidentLog, newIncidentLog } from './incident-log.ts';
import { makeDirectory } from './make-directory.ts';
import { newOrderLog, type OrderLog } from './order-log.ts';
import { newScriptLog, type ScriptLog } from './script-log.ts';
import { newWarRoomLog, type WarRoomLog } from './war-room-log.ts';

/** Delay between a change and its write, ms. */
const WRITE_DELAY_MS = 100;

/**
 * The state of the emulator. With a directory, it is kept in six files: `alarms.json`, `incidents.json`,
 * `war-rooms.json`, `scripts.json`, `orders.json` and `tokens.json`. Each is one JSON document, read at the start, and rewritten at most 100
 * ms after a change and at `close`. A kill can lose the last 100 ms, which is good enough for a stand-in.
 */
export class Store {
  readonly #alarms: Low<AlarmLog>;
  readonly #incidents: Low<IncidentLog>;
  readonly #warRooms: Low<WarRoomLog>;
  readonly #scripts: Low<ScriptLog>;
  readonly #orders: Low<OrderLog>;
  readonly #tokens: Low<IssuedToken[]>;
  readonly #byNumber = new Map<string, Incident>();
  readonly #onFailure: (reason: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(dataDir: string | undefined, onFailure: (reason: string) => void) {
    this.#alarms = database(dataDir, 'alarms.json', newAlarmLog());
    this.#incidents = database(dataDir, 'incidents.json', newIncidentLog());
    this.#warRooms = database(dataDir, 'war-rooms.json', newWarRoomLog());
    this.#scripts = database(dataDir, 'scripts.json', newScriptLog());
    this.#orders = database(dataDir, 'orders.json', newOrderLog());
    this.#tokens = database<IssuedToken[]>(dataDir, 'tokens.json', []);
    this.#onFailure = onFailure;
  }

  /**
   * Opens the store and reads its files.
   *
   * @throws when the directory cannot be made, or a file in it cannot be read or is not JSON.
   */
  static async open(dataDir: string | undefined, onFailure: (reason: string) => void): Promise<Store> {
    if (dataDir !== undefined) await makeDirectory(dataDir);
    const store = new Store(dataDir, onFailure);
    await Promise.all(store.#files().map((file) => file.read()));
    for (const incident of store.incidents.incidents) store.#byNumber.set(incident.incidentNum, incident);
    return store;
  }

  get alarms(): AlarmLog {
    return this.#alarms.data;
  }

  get incidents(): IncidentLog {
    return this.#incidents.data;
  }

  get warRooms(): WarRoomLog {
    return this.#warRooms.data;
  }

  get scripts(): ScriptLog {
    return this.#scripts.data;
  }

  get orders(): OrderLog {
    return this.#orders.data;
  }

  get tokens(): IssuedToken[] {
    return this.#tokens.data;
  }

  /** The incident with this number; undefined when there is none. */
  findIncident(incidentNum: string): Incident | undefined {
    return this.#byNumber.get(incidentNum);
  }

  /** Adds a new incident. */
  addIncident(incident: Incident): void {
    this.incidents.incidents.push(incident);
    this.#byNumber.set(incident.incidentNum, incident);
    this.changed();
  }

  /** Schedules a write in the background. Call it after every change. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#writing
        .then(() => this.#write())
        .catch((thrown: unknown) => this.#onFailure(`cannot write the state: ${String(thrown)}`));
    }, WRITE_DELAY_MS);
  }

  /**
   * Forgets alarms, incidents, war rooms, scripts and orders. Their numbers go on. Tokens stay, because they
   * record nothing received.
   */
  clear(): void {
    this.#alarms.data = { ...newAlarmLog(), nextSeq: this.alarms.nextSeq };
    this.#incidents.data = { ...newIncidentLog(), nextNumber: this.incidents.nextNumber };
    this.#warRooms.data = { ...newWarRoomLog(), nextNumber: this.warRooms.nextNumber };
    this.#scripts.data = { ...newScriptLog(), nextId: this.scripts.nextId };
    const { nextId, nextInstanceId } = this.orders;
    this.#orders.data = { ...newOrderLog(), nextId, nextInstanceId };
    this.#byNumber.clear();
    this.changed();
  }

  /** Writes all pending changes. @throws when the write fails. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    await Promise.all(this.#files().map((file) => file.write()));
  }

  #files() {
    return [this.#alarms, this.#incidents, this.#warRooms, this.#scripts, this.#orders, this.#tokens];
  }
}

function database<T>(dataDir: string | undefined, file: string, empty: T): Low<T> {
  const adapter = dataDir === undefined ? new Memory<T>() : new JSONFile<T>(join(dataDir, file));
  return new Low<T>(adapter, empty);
}
