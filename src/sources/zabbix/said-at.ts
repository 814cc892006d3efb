import { plausibleInstant } from '../../alerts/instant.ts';
import { instantIn, type LocalTime, offsetMs, parseLocalTime } from './local-time.ts';
import type { Parameters } from './parameters.ts';
import { LONGEST_RETRY_MS, leastOffset } from './zone-offsets.ts';

const MINUTE_MS = 60_000;

/** Circumstances of a message. */
interface Said {
  /** Configured time zone of the user that receives the message. */
  readonly zone: string | undefined;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly isUpdate: boolean;
  readonly ends: boolean;
}

/**
 * Finds the time at which Zabbix made a message, to put the messages of one problem into their order: Zabbix
 * retries a message with the values that it had, and newer ones may overtake it. `now_local` has that time,
 * otherwise the time of the update. Undefined when the message has neither.
 *
 * Within one second, an update is later than the message about the problem, and an end is later than both.
 */
export function saidAtOf(parameters: Parameters, said: Said): number | undefined {
  const { text } = parameters;
  const { ends, isUpdate } = said;
  const seconds = text('event_update_timestamp') ?? '';
  const updated = parseLocalTime(`${text('event_update_date')} ${text('event_update_time')}`);
  const told = parseLocalTime(text('now_local') ?? '');
  const updatedAt = (): number | undefined =>
    /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1_000 : instantOf(updated, undefined, said);
  const saidAt = instantOf(told, sentAtOf(parameters), said) ?? (isUpdate ? updatedAt() : undefined);
  if (saidAt === undefined) return undefined;
  if (ends) return saidAt + 2;
  return isUpdate ? saidAt + 1 : saidAt;
}

/**
 * Turns a clock reading of the message into epoch ms. `sentAt` tells the zone of the clock: the offset between the two
 * is that of a zone, less the time for which the message waited. Where two users have two zones, or an hour comes
 * twice, nothing else does. The configured zone counts where waiting explains the difference. Without both, the reading
 * stands as it is, which is enough to compare.
 */
function instantOf(
  local: LocalTime | undefined,
  sentAt: number | undefined,
  { zone, receivedAt }: Said,
): number | undefined {
  if (local === undefined) return undefined;
  const latest = (sentAt ?? receivedAt) + MINUTE_MS;
  if (zone !== undefined) {
    const waitedMs = sentAt === undefined ? 0 : offsetMs(zone, sentAt) - (local - sentAt);
    if (waitedMs >= -MINUTE_MS && waitedMs <= LONGEST_RETRY_MS) return instantIn(zone, local, latest);
  }
  return sentAt === undefined ? local : local - (leastOffset(local - sentAt - MINUTE_MS) ?? 0);
}

/** The time at which the script sent the message, epoch ms. A retry has a later one. */
function sentAtOf({ text }: Parameters): number | undefined {
  return plausibleInstant(Number(text('sent_at') ?? Number.NaN));
}
