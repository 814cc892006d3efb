import { instantIn, parseLocalTime } from './local-time.ts';
import type { Parameters } from './parameters.ts';

const MINUTE_MS = 60_000;

/**
 * Finds the time at which Zabbix made a message, to put the messages of one problem into their order: Zabbix
 * retries a message with the values that it had, and newer ones may overtake it. `now_local` has that time,
 * otherwise the time of the update. Without a configured zone it is the clock reading as it stands, which is
 * enough to compare. Undefined when the message has neither.
 *
 * Within one second, an update is later than the message about the problem, and an end is later than both.
 */
export function saidAtOf(
  parameters: Parameters,
  { zone, receivedAt, ends }: { zone: string | undefined; receivedAt: number; ends: boolean },
): number | undefined {
  const { text } = parameters;
  const read = (shown: string | undefined): number | undefined => {
    const local = parseLocalTime(shown ?? '');
    if (local === undefined || zone === undefined) return local;
    return instantIn(zone, local, receivedAt + MINUTE_MS);
  };
  const isUpdate = text('event_update_status') === '1';
  const seconds = text('event_update_timestamp') ?? '';
  const updatedAt = /^\d{1,12}$/.test(seconds)
    ? Number(seconds) * 1_000
    : read(`${text('event_update_date')} ${text('event_update_time')}`);
  const saidAt = read(text('now_local')) ?? (isUpdate ? updatedAt : undefined);
  if (saidAt === undefined) return undefined;
  if (ends) return saidAt + 2;
  return isUpdate ? saidAt + 1 : saidAt;
}
