/** A stored file that is missing although nobody of us deleted it. */
export interface Gap {
  /**
   * - `segment`: records are missing, and with them the alarms that waited in it.
   * - `records`: some records are missing in a segment, and with them the alarms that waited in them.
   * - `history`: only stories of alarms are incomplete.
   * - `ledger`: a snapshot was rebuilt from the records that are left; older series may be forgotten.
   * - `inventory`: the list of the files is missing, so that other losses are not noticed.
   * - `dead-letter`: a dead letter is gone.
   */
  readonly kind: GapKind;
  /** File below the data directory. */
  readonly file: string;
  /** Sequence number of the first event that it held. */
  readonly firstSeq?: number;
  /** Sequence number of the last one; absent when it is not known. */
  readonly lastSeq?: number;
  /**
   * The number of events that it held; at most so many entries are lost with them. Absent where nothing that waited is
   * lost, or each entry is known and counted by itself.
   */
  readonly events?: number;
  /** Time of the start that found it missing, epoch ms. */
  readonly foundAt: number;
  /** True when the last start found it. */
  readonly isNew: boolean;
}

/** Kinds of gaps. A closed set, used as a metric label. */
export type GapKind = 'segment' | 'records' | 'history' | 'ledger' | 'inventory' | 'dead-letter';
