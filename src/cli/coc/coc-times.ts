import { localTimeIn } from '../../time/time-zone.ts';
import { lasting } from '../lasting.ts';

/** A time of COC (epoch ms) in a zone; `-` without one. */
export function timeOrDash(zone: string, at: number | null | undefined): string {
  return at === undefined || at === null || at <= 0 ? '-' : localTimeIn(zone, at);
}

/** Times of an order or of a server in it. */
export interface Duration {
  readonly gmt_created?: number | null | undefined;
  readonly gmt_finished?: number | null | undefined;
  readonly execute_costs?: number | null | undefined;
}

/**
 * Time that something took, in words; `-` while it is not known. COC's own figure is named as seconds in its reference, and
 * holds milliseconds in all its examples: the two times come first.
 */
export function durationWords({ gmt_created, gmt_finished, execute_costs }: Duration): string {
  if (gmt_created && gmt_finished) return lasting(Math.max(0, gmt_finished - gmt_created));
  return execute_costs ? lasting(execute_costs) : '-';
}
