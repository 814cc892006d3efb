import type {
  DirectoryStat,
  FileStat,
  FileSystem,
  IrregularEntry,
  OpenFile,
} from '../../src/journals/file/disk/file-system.ts';
import { type Fault, FaultPlan, fileSystemError, type Operation } from './faults.ts';
import { SimulatedFile } from './simulated-file.ts';

/** The names in one directory: as programs see them, and as the disk has them. */
interface Directory {
  current: Map<string, SimulatedFile>;
  durable: Map<string, SimulatedFile>;
}

/** The directory of a path. */
function dirname(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** The name at the end of a path. */
function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The operations that change something: a power failure happens before one of these. */
export const CHANGES: ReadonlySet<Operation> = new Set([
  'append',
  'create',
  'remove',
  'rename',
  'rewrite',
  'sync',
  'syncDirectory',
  'truncate',
]);

/**
 * A file system in memory that tells apart what was written and what would survive: bytes until they are synced, and
 * names until their directory is. It can fail in every operation, run full, and lose its power between any two.
 */
export class SimulatedFileSystem implements FileSystem {
  /** Bytes that all files together may hold. */
  capacity = Number.POSITIVE_INFINITY;
  /** The error of a write without room: that of a full disk, or that of a spent quota. */
  fullCode: 'ENOSPC' | 'EDQUOT' = 'ENOSPC';
  /** Called before every operation, so that others can run in between. */
  pause: () => Promise<void> = async () => undefined;
  /** Called with every operation when it begins. */
  onCall: (operation: Operation) => void = () => undefined;
  /** Epoch ms, for the times of files. */
  now = 0;
  /** Operations so far that changed something. */
  changes = 0;
  readonly #directories = new Map<string, Directory>();
  readonly #faults = new FaultPlan();
  #powerOffAt = Number.POSITIVE_INFINITY;

  /** Adds a fault: later calls fail as it says. */
  inject(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** No call fails any more. */
  heal(): void {
    this.#faults.clear();
  }

  /** After so many more changes nothing works any more. */
  powerOffAfter(changes: number): void {
    this.#powerOffAt = this.changes + changes;
  }

  get isOff(): boolean {
    return this.changes >= this.#powerOffAt;
  }

  /** The same disk once more, as it is now, durable or not; nothing that happens on the one happens on the other. */
  clone(): SimulatedFileSystem {
    const copies = new Map<SimulatedFile, SimulatedFile>();
    const copyOf = (file: SimulatedFile): SimulatedFile => {
      const copy = copies.get(file) ?? file.clone();
      copies.set(file, copy);
      return copy;
    };
    const namesOf = (names: ReadonlyMap<string, SimulatedFile>) =>
      new Map([...names].map(([name, file]) => [name, copyOf(file)]));
    const copy = new SimulatedFileSystem();
    copy.now = this.now;
    copy.capacity = this.capacity;
    for (const [path, { current, durable }] of this.#directories)
      copy.#directories.set(path, { current: namesOf(current), durable: namesOf(durable) });
    return copy;
  }

  /** Everything that programs see: each file's path and bytes. */
  *files(): IterableIterator<readonly [path: string, bytes: Buffer]> {
    for (const [path, { current }] of this.#directories)
      for (const [name, file] of current) yield [`${path}/${name}`, file.read()];
  }

  /** The power goes, and comes back: what the disk held, and of the rest what chance has kept. */
  reboot(random: () => number, grain = 1): SimulatedFileSystem {
    this.powerOffAfter(0);
    const next = new SimulatedFileSystem();
    next.now = this.now;
    next.pause = this.pause;
    for (const [path, { current, durable }] of this.#directories) {
      const names = new Map<string, SimulatedFile>();
      for (const name of new Set([...durable.keys(), ...current.keys()])) {
        const file = (random() < 0.5 ? durable : current).get(name);
        if (file) names.set(name, new SimulatedFile(file.changedAt, file.afterCrash(random, grain)));
      }
      next.#directories.set(path, { current: names, durable: new Map(names) });
    }
    return next;
  }

  /** The process is killed: nothing that was written is lost, and nothing of the old process happens any more. */
  killProcess(): SimulatedFileSystem {
    this.powerOffAfter(0);
    const next = new SimulatedFileSystem();
    next.now = this.now;
    next.pause = this.pause;
    next.capacity = this.capacity;
    for (const [path, directory] of this.#directories) next.#directories.set(path, directory);
    return next;
  }

  /** Puts a file there as a person would, whole and durable. */
  put(path: string, bytes: Buffer): void {
    const { current, durable } = this.#directory(dirname(path));
    const file = new SimulatedFile(this.now, bytes);
    current.set(basename(path), file);
    durable.set(basename(path), file);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#begin('makeDirectory', path);
    for (let made = path; !this.#directories.has(made); made = dirname(made))
      this.#directories.set(made, { current: new Map(), durable: new Map() });
  }

  async list(path: string): Promise<readonly string[]> {
    await this.#begin('list', path);
    return [...this.#directory(path).current.keys()].sort();
  }

  async create(path: string): Promise<OpenFile> {
    await this.#begin('create', path);
    const { current } = this.#directory(dirname(path));
    if (current.has(basename(path))) throw fileSystemError('EEXIST', 'create', path);
    const file = new SimulatedFile(this.now);
    current.set(basename(path), file);
    return this.#open(path, file);
  }

  async openToRead(path: string): Promise<OpenFile> {
    await this.#begin('openToRead', path);
    const file = this.#find(path);
    if (!file) throw fileSystemError('ENOENT', 'openToRead', path);
    return this.#open(path, file);
  }

  async openInPlace(path: string): Promise<OpenFile> {
    await this.#begin('openToRead', path);
    const file = this.#find(path);
    if (!file) throw fileSystemError('ENOENT', 'openInPlace', path);
    let position = 0;
    const append = (bytes: Buffer) => {
      this.#throw(this.#meet('append', path), 'append', path);
      const taken = Math.min(bytes.length, Math.max(0, file.length - position) + this.#free());
      if (taken === 0 && bytes.length > 0) throw fileSystemError('ENOSPC', 'append', path);
      file.overwrite(position, bytes.subarray(0, taken));
      file.changedAt = this.now;
      position += taken;
      return taken;
    };
    const opened = this.#open(path, file);
    const truncate = (size: number) => {
      position = Math.min(position, size);
      return opened.truncate(size);
    };
    return { ...opened, append, truncate };
  }

  async readFile(path: string): Promise<Buffer | undefined> {
    await this.#begin('readFile', path);
    return this.#find(path)?.read();
  }

  async rewrite(path: string, bytes: Buffer): Promise<void> {
    await this.#begin('rewrite', path);
    const file = this.#find(path);
    if (!file?.read(0, bytes.length).equals(bytes)) throw new Error(`${path} does not hold these bytes`);
    file.rewrite(bytes.length);
    const fault = this.#meet('sync', path);
    if (fault) file.failSync();
    this.#throw(fault, 'sync', path);
    file.sync();
  }

  async listIrregular(): Promise<readonly IrregularEntry[]> {
    await this.pause();
    return [];
  }

  directoryNow(path: string): DirectoryStat | undefined {
    if (!this.#directories.has(path)) return undefined;
    return { identity: path, isOwn: true, isOpenToOthers: false };
  }

  async stat(path: string): Promise<FileStat | undefined> {
    await this.pause();
    return this.statNow(path);
  }

  statNow(path: string): FileStat | undefined {
    this.#throw(this.#meet('stat', path), 'stat', path);
    const file = this.#find(path);
    return file && { bytes: file.length, changedAt: file.changedAt, inode: file.inode };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#begin('rename', from);
    const file = this.#find(from);
    if (!file) throw fileSystemError('ENOENT', 'rename', from);
    this.#directory(dirname(from)).current.delete(basename(from));
    this.#directory(dirname(to)).current.set(basename(to), file);
  }

  async remove(path: string): Promise<void> {
    await this.#begin('remove', path);
    this.#directory(dirname(path)).current.delete(basename(path));
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#begin('syncDirectory', path);
    const directory = this.#directory(path);
    directory.durable = new Map(directory.current);
  }

  async freeBytes(path: string): Promise<number> {
    await this.#begin('freeBytes', path);
    return this.#free();
  }

  #open(path: string, file: SimulatedFile): OpenFile {
    return {
      append: (bytes) => this.#append(path, file, bytes),
      sync: async () => {
        await this.pause();
        const fault = this.#meet('sync', path);
        if (fault) file.failSync();
        this.#throw(fault, 'sync', path);
        file.sync();
      },
      truncate: async (size) => {
        await this.#begin('truncate', path);
        file.truncate(size);
      },
      read: async (position, length) => {
        await this.#begin('readFile', path);
        return file.read(position, length);
      },
      close: () => this.#begin('close', path),
    };
  }

  #append(path: string, file: SimulatedFile, bytes: Buffer): number {
    const fault = this.#meet('append', path);
    if (fault?.code) this.#throw(fault, 'append', path);
    const room = Math.min(bytes.length, this.#free());
    if (room === 0 && bytes.length > 0) throw fileSystemError(this.fullCode, 'append', path);
    const taken = fault ? Math.ceil(room / 2) : room;
    file.append(bytes.subarray(0, taken));
    file.changedAt = this.now;
    return taken;
  }

  async #begin(operation: Operation, path: string): Promise<void> {
    await this.pause();
    this.#throw(this.#meet(operation, path), operation, path);
  }

  #meet(operation: Operation, path: string): Fault | undefined {
    if (this.isOff) throw fileSystemError('EPOWER', operation, path);
    this.onCall(operation);
    if (CHANGES.has(operation)) this.changes += 1;
    return this.#faults.meet(operation, path);
  }

  #throw(fault: Fault | undefined, operation: string, path: string): void {
    if (fault) throw fileSystemError(fault.code ?? 'EIO', operation, path);
  }

  #free(): number {
    let used = 0;
    if (Number.isFinite(this.capacity))
      for (const { current } of this.#directories.values())
        for (const { length } of current.values()) used += length;
    return Math.max(0, this.capacity - used);
  }

  #find(path: string): SimulatedFile | undefined {
    return this.#directories.get(dirname(path))?.current.get(basename(path));
  }

  #directory(path: string): Directory {
    const found = this.#directories.get(path);
    if (!found) throw fileSystemError('ENOENT', 'list', path);
    return found;
  }
}
