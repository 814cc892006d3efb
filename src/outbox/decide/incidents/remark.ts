import type { AlarmLevel } from '../../../alerts/alert.ts';
import type { Covered } from './covered-alarms.ts';

/** One thing that the people of an incident do not know yet, or have perhaps forgotten. Times are epoch ms. */
export type News =
  | { readonly kind: 'over' | 'left' | 'back' }
  | { readonly kind: 'joined'; readonly count: number }
  | { readonly kind: 'level'; readonly from: AlarmLevel; readonly to: AlarmLevel }
  | { readonly kind: 'forgotten' | 'not-accepted'; readonly since: number };

/** All that one remark tells. */
export interface Remark {
  /** Epoch ms. */
  readonly at: number;
  readonly news: readonly News[];
  readonly covered: Covered;
}
