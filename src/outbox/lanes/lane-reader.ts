/**
 * Status of an entry in its lane:
 * - `absent`: it is not pending.
 * - `untried`: it is pending and was never sent.
 * - `waiting`: like untried, but it was the head of its lane at the start of this process, and its time had not
 *   come. It was never sent, unless somebody set the clock back while no process ran.
 * - `untaken`: it was sent, but COC certainly took it by no attempt, and none is under way.
 * - `tried`: it was sent, may have been sent before the start, or is about to leave with a refused head.
 */
export type EntryStatus = 'absent' | 'untried' | 'waiting' | 'untaken' | 'tried';

/**
 * Read access to the lanes. A lane is found by the {@link hash53} of its name, and where there are several of that name, by the
 * number of the destination.
 */
export interface LaneReader {
  /** Number of lanes that hold entries. */
  readonly count: number;
  /** True when a lane holds at least one entry; without a destination, any of that name. */
  holds(laneHash: number, destination?: number): boolean;
  /** True while the head of a lane is in flight, or its content is about to change. */
  isBusy(laneHash: number, destination?: number): boolean;
  /** Sequence number of the head of an incident's lane; undefined when the lane is empty. */
  headOf(laneHash: number): number | undefined;
  /** Time at which the next waiting lane becomes due, epoch ms; undefined when none waits for its time. */
  nextDueAt(): number | undefined;
}
