import { ALARM_LEVELS, type AlarmId } from '../../alerts/alert.ts';
import { type Series, shownStart } from '../../outbox/ledger/series.ts';

/** Orders of a list: by the begin of the alarms, by their level, or by their name. */
export const ALARM_ORDERS = ['newest', 'oldest', 'level', 'name'] as const;

export type AlarmOrder = (typeof ALARM_ORDERS)[number];

/** The place of an alarm in a list. */
export interface Place {
  readonly startedAt: number;
  readonly alarmId: AlarmId;
  /** What the order goes by before the time: the rank of the level, or the name. */
  readonly key: string;
}

/** Form of a cursor: the begin, the alarm, and the key in base64url where the order has one. */
const CURSOR = /^(\d{1,16})\.([A-Za-z0-9]{1,255})(?:\.([A-Za-z0-9_-]{0,4000}))?$/;

/** Part of a name that an order by name goes by. A cursor is a part of a URL, so that it must stay short. */
const NAME_LENGTH = 500;

/** The place of an alarm in a list of this order. */
export function placeOfAlarm(series: Series, order: AlarmOrder): Place {
  return { startedAt: shownStart(series), alarmId: series.alarmId, key: keyIn(series, order) };
}

function keyIn({ level, name }: Series, order: AlarmOrder): string {
  if (order === 'level') return String(ALARM_LEVELS.indexOf(level));
  // Half of a pair of surrogates would not come back from a cursor.
  return order === 'name' ? Buffer.from(name.slice(0, NAME_LENGTH)).toString() : '';
}

/**
 * Compares two places in a list: negative when `a` comes before `b`. Alarms with the same level or name follow each
 * other with the latest begin first.
 */
export function compareInList(a: Place, b: Place, order: AlarmOrder): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.startedAt !== b.startedAt)
    return order === 'oldest' ? a.startedAt - b.startedAt : b.startedAt - a.startedAt;
  if (a.alarmId === b.alarmId) return 0;
  return a.alarmId < b.alarmId ? -1 : 1;
}

/** The cursor for the page behind a place. It stays valid when alarms begin or end meanwhile. */
export function cursorOf({ startedAt, alarmId, key }: Place): string {
  const end = key === '' ? '' : `.${Buffer.from(key).toString('base64url')}`;
  return `${startedAt}.${alarmId}${end}`;
}

/** The place that a cursor stands for; undefined when it is none. */
export function placeFromCursor(cursor: string): Place | undefined {
  const found = CURSOR.exec(cursor);
  if (!found) return undefined;
  const [, startedAt, alarmId, key = ''] = found;
  return {
    startedAt: Number(startedAt),
    alarmId: alarmId as AlarmId,
    key: Buffer.from(key, 'base64url').toString(),
  };
}
