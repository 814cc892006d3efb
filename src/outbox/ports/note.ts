/** A small document that outlives the process, beside the journal. */
export interface Note {
  /** Reads the document; undefined when there is none, or it is unreadable. Never throws. */
  read(): Promise<unknown>;
  /**
   * Replaces the document. It is durable when this resolves.
   *
   * @throws when it can't be stored now
   */
  write(document: object): Promise<void>;
}
