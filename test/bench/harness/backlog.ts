/** A data directory with a backlog. */
export interface Backlog {
  readonly name: string;
  readonly size: number;
  readonly series: number;
  readonly directory: string;
  /** What is pending by now, and the next alert of its stream. */
  pending: number;
  next: number;
}
