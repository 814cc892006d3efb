/** The directories of the journal below the data directory. */
export interface Layout {
  readonly root: string;
  /** Segments that hold pending entries, or that the ledger's snapshots do not cover yet. */
  readonly segments: string;
  /** Segments that only the stories of alarms still need. */
  readonly history: string;
  readonly ledger: string;
  /** Bytes that could not be read, kept as evidence. */
  readonly damaged: string;
  readonly deadLetters: string;
}

/** Names the directories below a data directory. */
export function layoutOf(root: string): Layout {
  return {
    root,
    segments: `${root}/segments`,
    history: `${root}/history`,
    ledger: `${root}/ledger`,
    damaged: `${root}/damaged`,
    deadLetters: `${root}/dead-letters`,
  };
}
