import type { AlarmLevel } from '../alerts/alert.ts';
import { namedLocalTime } from '../time/time-zone.ts';
import type { Writing } from './writing.ts';
import { summaryOf } from './written-incident.ts';

/** One thing that is told. Times are epoch ms. */
type News =
  | { readonly kind: 'over' | 'left' | 'back' }
  | { readonly kind: 'joined'; readonly count: number }
  | { readonly kind: 'level'; readonly from: AlarmLevel; readonly to: AlarmLevel }
  | { readonly kind: 'forgotten' | 'not-accepted'; readonly since: number };

interface Remark {
  /** Epoch ms. */
  readonly at: number;
  readonly news: readonly News[];
  readonly covered: {
    readonly alarms: readonly { readonly name: string; readonly resource?: string }[];
    readonly total: number;
  };
}

/**
 * Writes a remark for the people of an incident: when it was written, what is new, and which alarms fire. What is new
 * stands first, because COC cuts the end. Pure.
 */
export function writtenRemark({ at, news, covered }: Remark, { words, zone }: Writing): string {
  const { alarms, total } = covered;
  const time = (ms: number) => namedLocalTime(zone, ms);
  const more = total > alarms.length ? [words.wereMore(total)] : [];
  const fire = alarms.length === 0 ? [] : [`${words.fire(alarms.length)}: ${summaryOf(alarms)}`, ...more];
  const tell = (one: News): string => {
    switch (one.kind) {
      case 'over':
        return words.allOver();
      case 'left':
        return words.allOverOrLeft();
      case 'back':
        return words.isBack();
      case 'joined':
        return words.joined(one.count);
      case 'level':
        return words.levelNow(one);
      case 'forgotten':
        return words.forgotten(time(one.since));
      case 'not-accepted':
        return words.notAccepted(time(one.since));
    }
  };
  return [words.automatic(time(at)), ...news.map(tell), ...fire].join('\n');
}
