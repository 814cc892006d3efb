/** Late fire that was only noted: its begin, and the time at which it was noted, epoch ms. */
interface NotedFire {
  readonly startsAt: number;
  readonly at: number;
}

/**
 * Newest facts that the messages about a series told, in the order of the source and not of their arrival.
 * Every field is absent when there is nothing to remember, as for most series.
 */
export interface Heard {
  /** Newest begin of a problem, epoch ms, where it is later than that of the last episode. */
  readonly startsAt?: number;
  /** Set when the end of the problem with that begin was told, and its fire never. */
  readonly unfired?: true;
  /** Last fire that looked late, and that no earlier message had told. */
  readonly noted?: NotedFire;
  /** Newest problem, by the number that the source gives each problem. */
  readonly problem?: string;
  /** Time at which the source made its newest message about that problem, ms by a clock of the source. */
  readonly saidAt?: number;
  /** Set when nobody said that the problem is over: the agent only assumes it. */
  readonly assumed?: true;
}
