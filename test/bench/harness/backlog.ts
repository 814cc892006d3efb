/** A data directory with a backlog. */
export interface Backlog {
  readonly name: string;
  readonly size: number;
  readonly series: number;
  readonly directory: string;
  /** The number of pending entries. */
  pending: number;
  /** The number of the next alert in its stream. */
  next: number;
}
