/**
 * Status of an entry in its lane:
 * - `absent`: it is not pending.
 * - `untried`: it is pending and was never sent.
 * - `waiting`: like untried, but it was the head of its lane at the start of this process, and its time had not
 *   come. It was never sent, unless somebody set the clock back while no process ran.
 * - `tried`: it was sent, may have been sent before the start, or is about to leave with a refused head.
 */
export type EntryStatus = 'absent' | 'untried' | 'waiting' | 'tried';

/** Read access to the lanes. A lane is found by the {@link hash53} of its name. */
export interface LaneReader {
  /** Number of lanes that hold entries. */
  readonly count: number;
  /** True when a lane holds at least one entry. */
  holds(laneHash: number): boolean;
  /** True while the head of a lane is in flight, or its content is about to change. */
  isBusy(laneHash: number): boolean;
  /** Sequence number of a lane's head; undefined when the lane is empty. */
  headOf(laneHash: number): number | undefined;
  /** Time at which the next waiting lane becomes due, epoch ms; undefined when none waits for its time. */
  nextDueAt(): number | undefined;
}
