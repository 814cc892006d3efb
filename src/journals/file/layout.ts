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

/** Name of the note of refused credentials, below the data directory. */
export const REFUSALS_FILE = 'refused-credentials.json';

/** Name of the note of the waits that COC asked for, below the data directory. */
export const WAITS_FILE = 'asked-waits.json';

/** Name of the note of the configuration that was in use last, below the data directory. */
export const TOLD_FILE = 'told-settings.json';

/** The names of ours in each directory: what has one of them must be a regular file. */
export function ownNames(layout: Layout): readonly { readonly directory: string; readonly names: RegExp }[] {
  return [
    {
      directory: layout.root,
      names:
        /^(epoch|inventory|home|refused-credentials|asked-waits|told-settings)\.json$|^reserve(-\d{1,2})?\.bin$/,
    },
    { directory: layout.segments, names: /^\d{10}\.(log|idx)$/ },
    { directory: layout.history, names: /^\d{10}\.(log|idx)$/ },
    { directory: layout.ledger, names: /^shard-\d{3}\.json$/ },
    { directory: layout.deadLetters, names: /^[A-Za-z0-9-]{1,100}\.json(\.gone)?$|^kept\.list$/ },
  ];
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
