import type { Note } from '../../../src/outbox/ports/note.ts';

/** A note in memory, as the next process finds it. */
export class MemoryNote implements Note {
  text: string | undefined;
  writes = 0;
  isFull = false;

  async read(): Promise<unknown> {
    return this.text === undefined ? undefined : JSON.parse(this.text);
  }

  async write(document: object): Promise<void> {
    if (this.isFull) throw new Error('ENOSPC');
    this.writes += 1;
    this.text = JSON.stringify(document);
  }
}
