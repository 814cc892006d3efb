/** A stretch of a file whose bytes a failed sync has lost: they read well until the power goes, and are zeros then. */
interface Lost {
  readonly from: number;
  readonly to: number;
}

const EMPTY = Buffer.alloc(0);

/**
 * One file of the simulated file system: what programs read of it, and what the disk holds. Bytes that were written once
 * are never changed in place, so that what was read, what is durable, and copies of the file share them.
 */
let inodes = 0;

export class SimulatedFile {
  readonly inode = ++inodes;
  changedAt: number;
  #current: Buffer = EMPTY;
  #length = 0;
  /** Bytes of the buffer that are taken, by this file or by another one that shares it. */
  #taken = 0;
  #durable: Buffer;
  #dirty = false;
  #lost: Lost[] = [];

  constructor(changedAt: number, durable: Buffer = EMPTY) {
    this.changedAt = changedAt;
    this.#durable = durable;
    this.#current = durable;
    this.#length = durable.length;
    this.#taken = durable.length;
  }

  get length(): number {
    return this.#length;
  }

  /** The same file on a disk of its own: what happens to the one does not happen to the other. */
  clone(): SimulatedFile {
    const copy = new SimulatedFile(this.changedAt);
    copy.#current = this.#current;
    copy.#length = this.#length;
    // Each goes on in a buffer of its own.
    copy.#taken = Number.POSITIVE_INFINITY;
    this.#taken = Number.POSITIVE_INFINITY;
    copy.#durable = this.#durable;
    copy.#dirty = this.#dirty;
    copy.#lost = this.#lost;
    return copy;
  }

  append(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#current.length || this.#length < this.#taken) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#length * 2));
      this.#current.copy(grown, 0, 0, this.#length);
      this.#current = grown;
    }
    bytes.copy(this.#current, this.#length);
    this.#length = needed;
    this.#taken = needed;
    this.#dirty = true;
  }

  /** Writes over bytes, and beyond the end when there are more. */
  overwrite(position: number, bytes: Buffer): void {
    const length = Math.max(this.#length, position + bytes.length);
    const changed = Buffer.alloc(length);
    this.read().copy(changed);
    bytes.copy(changed, position);
    this.#current = changed;
    this.#length = length;
    this.#taken = length;
    this.#dirty = true;
  }

  truncate(size: number): void {
    this.#length = Math.min(size, this.#length);
    this.#lost = this.#lost
      .filter(({ from }) => from < size)
      .map(({ from, to }) => ({ from, to: Math.min(to, size) }));
    this.#dirty = true;
  }

  /** Not to be written into. */
  read(position = 0, length = this.#length): Buffer {
    return this.#current.subarray(position, Math.min(position + length, this.#length));
  }

  /** The first bytes are written once more, so that the next sync brings them to the disk. */
  rewrite(length: number): void {
    this.#lost = this.#lost
      .filter(({ to }) => to > length)
      .map(({ from, to }) => ({ from: Math.max(from, length), to }));
    this.#dirty = true;
  }

  /** Everything is on the disk now, except for what an earlier failed sync has lost. */
  sync(): void {
    if (this.#dirty) this.#durable = this.#withLosses();
    this.#dirty = false;
  }

  /** The sync fails: the bytes since the last one are lost, and no later sync brings them back. */
  failSync(): void {
    const from = Math.min(this.#durable.length, this.#length);
    if (from < this.#length) this.#lost = [...this.#lost, { from, to: this.#length }];
    this.#dirty = true;
  }

  /**
   * Makes one content that the disk may hold after a crash now. Bytes that were not synced got there in pieces
   * that end at multiples of `grain`.
   */
  afterCrash(random: () => number, grain = 1): Buffer {
    const written = this.#withLosses();
    if (!this.#dirty) return this.#durable;
    const durable = this.#durable.length;
    const appended = written.length >= durable && written.subarray(0, durable).equals(this.#durable);
    if (!appended && written.length === this.#durable.length) {
      const cut = Math.floor(random() * (durable + 1));
      return Buffer.concat([written.subarray(0, cut), this.#durable.subarray(cut)]);
    }
    if (!appended) return random() < 0.5 ? this.#durable : written;
    const choice = random();
    if (choice < 0.25) return this.#durable;
    if (choice < 0.5) return written;
    const cut = durable + Math.floor(random() * (written.length - durable + 1));
    const kept = Math.max(durable, cut < written.length ? cut - (cut % grain) : cut);
    if (choice < 0.85) return written.subarray(0, kept);
    // The size got there, and not all of the content.
    return Buffer.concat([written.subarray(0, kept), Buffer.alloc(written.length - kept)]);
  }

  #withLosses(): Buffer {
    if (this.#lost.length === 0) return this.read();
    const bytes = Buffer.from(this.read());
    for (const { from, to } of this.#lost) bytes.fill(0, from, to);
    return bytes;
  }
}
