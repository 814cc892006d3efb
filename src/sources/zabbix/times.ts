import { plausibleInstant } from '../../alerts/instant.ts';
import { instantIn, type LocalTime, offsetMs, parseLocalTime } from './local-time.ts';
import type { Parameters } from './parameters.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Longer than our media type tries again. */
const LONGEST_RETRY_MS = 2 * HOUR_MS;
/** Offsets of zones that are no whole hours. */
const FRACTIONS: ReadonlySet<number> = new Set([
  ...[-9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75],
]);
/** The offsets of all zones there are, and how far a clock reading may be from a quarter of an hour. */
const OFFSETS = { least: -12 * HOUR_MS, most: 14 * HOUR_MS, toleranceMs: 90_000 };

/** When a problem began and ended, epoch ms; absent where the message does not say it. */
export interface Times {
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
}

/** Reads a local time of the message, as late as `notAfter` where the clocks showed it twice. */
type Reader = (local: LocalTime, notAfter: number) => number;

/**
 * The times of a message: UNIX timestamps where the server has such macros, else the dates, read in the zone that
 * {@link readerOf} finds.
 * @param zone the configured time zone of the user that is sent to
 */
export function zabbixTimes(parameters: Parameters, zone: string | undefined, receivedAt: number): Times {
  const read = readerOf(parameters, zone);
  const latest = receivedAt + MINUTE_MS;
  const endsAt =
    unixTime(parameters.text('event_recovery_timestamp')) ??
    local(parameters, 'event_recovery', read, latest);
  const startsAt =
    unixTime(parameters.text('event_timestamp')) ?? local(parameters, 'event', read, endsAt ?? latest);
  return { startsAt, endsAt };
}

/**
 * How to read dates. Zabbix writes them in the zone of a user and without it. `now_local` is a clock reading in that zone
 * and `sent_at` the instant of it, or later when the message waited for a retry; so the offset they give wins over a
 * configured zone only where waiting does not explain the difference, and counts only when some zone has it. With
 * neither: UTC.
 */
function readerOf(parameters: Parameters, zone: string | undefined): Reader {
  const sentAt = plausibleInstant(Number(parameters.text('sent_at') ?? Number.NaN));
  const sent = sentAt === undefined ? undefined : sentOffset(parameters, sentAt);
  if (zone !== undefined) {
    const waited = sent === undefined || sentAt === undefined ? 0 : offsetMs(zone, sentAt) - sent;
    if (waited >= 0 && waited <= LONGEST_RETRY_MS) return (time, notAfter) => instantIn(zone, time, notAfter);
  }
  return (time) => time - (sent ?? 0);
}

/** The offset that the message shows, to a quarter of an hour; undefined when it is not clear. */
function sentOffset(parameters: Parameters, sentAt: number): number | undefined {
  const now = parseLocalTime(parameters.text('now_local') ?? '');
  if (now === undefined) return undefined;
  const offset = Math.round((now - sentAt) / QUARTER_MS) * QUARTER_MS;
  const clear = Math.abs(now - sentAt - offset) <= OFFSETS.toleranceMs;
  return clear && isZoneOffset(offset) ? offset : undefined;
}

/** Whole hours from -12 to 14, and the halves and quarters that some countries have: never a quarter of an hour behind UTC. */
function isZoneOffset(offset: number): boolean {
  if (offset % HOUR_MS === 0) return offset >= OFFSETS.least && offset <= OFFSETS.most;
  return FRACTIONS.has(offset / HOUR_MS);
}

function local(
  parameters: Parameters,
  of: 'event' | 'event_recovery',
  read: Reader,
  notAfter: number,
): number | undefined {
  const date = parameters.text(`${of}_date`);
  const time = parameters.text(`${of}_time`);
  const shown = parseLocalTime(`${date} ${time}`);
  return shown === undefined ? undefined : plausibleInstant(read(shown, notAfter));
}

function unixTime(seconds: string | undefined): number | undefined {
  return seconds !== undefined && /^\d{1,12}$/.test(seconds)
    ? plausibleInstant(Number(seconds) * 1_000)
    : undefined;
}
