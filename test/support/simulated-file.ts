/** A stretch of a file whose bytes a failed sync has lost: they read well until the power goes, and are zeros then. */
interface Lost {
  readonly from: number;
  readonly to: number;
}

/** One file of the simulated file system: what programs read of it, and what the disk holds. */
export class SimulatedFile {
  changedAt: number;
  #current: Buffer = Buffer.alloc(0);
  #length = 0;
  #durable: Buffer;
  #dirty = false;
  #lost: Lost[] = [];

  constructor(changedAt: number, durable: Buffer = Buffer.alloc(0)) {
    this.changedAt = changedAt;
    this.#durable = durable;
    this.append(durable);
    this.#dirty = false;
  }

  get length(): number {
    return this.#length;
  }

  /** The same file on a disk of its own: what happens to the one does not happen to the other. */
  clone(): SimulatedFile {
    const copy = new SimulatedFile(this.changedAt);
    copy.#current = this.read();
    copy.#length = this.#length;
    copy.#durable = this.#durable;
    copy.#dirty = this.#dirty;
    copy.#lost = this.#lost;
    return copy;
  }

  append(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#current.length) {
      const grown = Buffer.alloc(Math.max(needed, this.#current.length * 2));
      this.#current.copy(grown, 0, 0, this.#length);
      this.#current = grown;
    }
    bytes.copy(this.#current, this.#length);
    this.#length = needed;
    this.#dirty = true;
  }

  truncate(size: number): void {
    this.#length = Math.min(size, this.#length);
    this.#lost = this.#lost
      .filter(({ from }) => from < size)
      .map(({ from, to }) => ({ from, to: Math.min(to, size) }));
    this.#dirty = true;
  }

  read(position = 0, length = this.#length): Buffer {
    return Buffer.from(this.#current.subarray(position, Math.min(position + length, this.#length)));
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

  /** What the disk may hold after a crash now. What was not synced got there in pieces that end at multiples of `grain`. */
  afterCrash(random: () => number, grain = 1): Buffer {
    const written = this.#withLosses();
    if (!this.#dirty) return this.#durable;
    const durable = this.#durable.length;
    const appended = written.length >= durable && written.subarray(0, durable).equals(this.#durable);
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
    const bytes = this.read();
    for (const { from, to } of this.#lost) bytes.fill(0, from, to);
    return bytes;
  }
}
