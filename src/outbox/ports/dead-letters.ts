import type { Json } from '../../alerts/alert.ts';
import type { EntryBody } from '../events/entry.ts';

/** What is kept of something that could not be delivered or read: whole, so that it can be redriven. */
export interface DeadLetter {
  /**
   * Letters, digits and `-`, and the same for the same thing, so that setting it aside twice keeps it once: `entry-<id>` of
   * an entry, `in-<digest>` of what could not be read.
   */
  readonly id: string;
  /** When it was set aside first, epoch ms UTC. */
  readonly at: number;
  /** How often the same came, where it came again; and when it came last, epoch ms UTC. */
  readonly times?: number;
  readonly lastAt?: number;
  readonly source: string;
  /** `refused`: COC refused the entry; `unreadable-alert`, `unreadable-body`: we could not read what came in. */
  readonly kind: 'refused' | 'unreadable-alert' | 'unreadable-body';
  readonly reason: string;
  /** COC's words, or what is wrong with the body. */
  readonly detail: string;
  readonly entry?: { readonly id: number; readonly body: EntryBody };
  /** The alert as it arrived. */
  readonly raw?: Json;
  /** An unreadable body: base64 of its bytes. */
  readonly bodyBase64?: string;
}

/** Where dead letters are kept. Port. */
export interface DeadLetters {
  /** Finds the letters that are kept. Called once, when the journal is open, before anything else. */
  open(): Promise<void>;
  /**
   * Keeps a letter durably. False when it does not fit below the cap: nothing is kept then, and nothing that is kept
   * already is given up for it.
   *
   * @throws {JournalError} when the disk refuses.
   */
  keep(letter: DeadLetter): Promise<boolean>;
  /** The ids of all that are kept, the newest first. */
  ids(): readonly string[];
  /** The newest first. */
  list(page: { readonly limit: number; readonly offset: number }): Promise<readonly DeadLetter[]>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Removes one for good; false when there is none of that id. */
  discard(id: string): Promise<boolean>;
  /** How many are kept, their size, and the cap. */
  usage(): { readonly letters: number; readonly bytes: number; readonly maxBytes: number };
}
