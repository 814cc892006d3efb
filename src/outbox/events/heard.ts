/** Late fire that was only noted: its begin, and the time at which it was noted, epoch ms. */
interface NotedFire {
  readonly startsAt: number;
  readonly at: number;
}

/** End of a problem whose fire has not come: the begin of the problem where it told one, and its arrival, epoch ms. */
export interface EarlyEnd {
  readonly startsAt?: number;
  readonly at: number;
}

/**
 * Newest facts that the messages about a series told, in the order of the source and not of their arrival.
 * Every field is absent when there is nothing to remember, as for most series.
 */
export interface Heard {
  /** Newest begin of a problem, epoch ms, where it is later than that of the last episode. */
  readonly startsAt?: number;
  /** Ends that were told just now, before the fires of their problems. */
  readonly early?: readonly EarlyEnd[];
  /** Last fire that looked late, and that no earlier message had told. */
  readonly noted?: NotedFire;
  /** Newest problem, by the number that the source gives each problem. */
  readonly problem?: string;
  /** Time at which the source made its newest message about that problem, ms by a clock of the source. */
  readonly saidAt?: number;
  /**
   * Time at which the newest update about that problem arrived, epoch ms. For a while after it, a message that is no update
   * and has no time of its own counts as older.
   */
  readonly updatedAt?: number;
  /** Set when nobody said that the problem is over: it is only assumed. */
  readonly assumed?: true;
  /** Set when the source itself gave the problem up. Then only a message fires that it certainly made later. */
  readonly givenUp?: true;
}
