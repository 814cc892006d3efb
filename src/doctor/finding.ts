/** One line of the doctor's report. */
export interface Finding {
  readonly check: string;
  /**
   * - good, bad: seen to be so.
   * - unknown: not seen, for the reason in the words.
   * - skipped: not a part of this configuration.
   */
  readonly result: 'good' | 'bad' | 'unknown' | 'skipped';
  readonly words: string;
  /** The advice where something is to be done, as for a bad result. */
  readonly remedy?: string;
}
