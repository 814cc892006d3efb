import type { AlertStatus } from '../../alerts/alert.ts';
import { headOf } from '../../alerts/head-of.ts';
import { parseInstant, parseZonedInstant, plausibleInstant } from '../../alerts/instant.ts';
import { isZeroTime } from '../../alerts/zero-date.ts';
import { instantIn, type LocalTime, offsetMs, parseLocalTime } from './local-time.ts';
import type { Parameters } from './parameters.ts';
import { isZoneOffset, LONGEST_RETRY_MS } from './zone-offsets.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** Tolerance for rounding an offset to a quarter of an hour. */
const ROUNDING_MS = 90_000;

/** Start and end of a problem, epoch ms; undefined where the message does not tell them. */
export interface Times {
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
}

/**
 * Turns a local time of the message into epoch ms. If clocks showed it twice, the result is not after
 * `notAfter`.
 */
type Reader = (local: LocalTime, notAfter: number) => number;

/**
 * Reads the times of a message: UNIX timestamps where the server has such macros, otherwise dates in the time
 * zone that {@link readerOf} finds.
 * @param zone configured time zone of the user that receives the message
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
 * Chooses the time zone for the dates of a message. Zabbix writes dates in the zone of a user, and does not
 * name the zone.
 *
 * `now_local` is a clock reading in that zone. `sent_at` is its instant, or later when the message waited for
 * a retry. The offset between the two counts only if some time zone has it. It takes precedence over the
 * configured zone only if waiting cannot explain the difference. Without an offset and a configured zone,
 * dates are UTC.
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

/**
 * Computes the offset that the message shows, rounded to a quarter of an hour; undefined when it is not
 * clear.
 */
function sentOffset(parameters: Parameters, sentAt: number): number | undefined {
  const now = parseLocalTime(parameters.text('now_local') ?? '');
  if (now === undefined) return undefined;
  const offset = Math.round((now - sentAt) / QUARTER_MS) * QUARTER_MS;
  const clear = Math.abs(now - sentAt - offset) <= ROUNDING_MS;
  return clear && isZoneOffset(offset) ? offset : undefined;
}

/** The event itself, or its end. */
type Moment = 'event' | 'event_recovery';

/**
 * Returns what a message says of its times and nobody can read, for its details; undefined when there is nothing. The
 * time of receipt stands for it. Only a message that ends a problem has an end.
 */
export function unreadZabbixTimes(
  { text }: Pick<Parameters, 'text'>,
  status: AlertStatus,
): Readonly<Record<string, string>> | undefined {
  const moments: readonly Moment[] = status === 'resolved' ? ['event', 'event_recovery'] : ['event'];
  const unread = moments.flatMap((of) => {
    const isRead = unixTime(text(`${of}_timestamp`)) ?? zonedTime({ text }, of) ?? shownTime({ text }, of);
    if (isRead !== undefined) return [];
    const date = meant(text(`${of}_date`));
    const time = date === '' ? '' : meant(text(`${of}_time`));
    const told = [meant(text(`${of}_timestamp`)), date, time, meant(text(`${of}_date_time`))];
    const said = told.filter((part) => part !== '').join(' ');
    return said === '' ? [] : [[of, headOf(said, 100)] as const];
  });
  return unread.length === 0 ? undefined : Object.fromEntries(unread);
}

/** The text of a time, or nothing where none was meant. */
function meant(text: string | undefined): string {
  return text === undefined || isZeroTime(text) ? '' : text;
}

function local(parameters: Parameters, of: Moment, read: Reader, notAfter: number): number | undefined {
  const zoned = zonedTime(parameters, of);
  if (zoned !== undefined) return zoned;
  const shown = shownTime(parameters, of);
  return shown === undefined ? undefined : plausibleInstant(read(shown, notAfter));
}

/** Texts of a message that may hold a date with its time, best first. */
function datesOf({ text }: Pick<Parameters, 'text'>, of: Moment): readonly string[] {
  const date = text(`${of}_date`) ?? '';
  const time = text(`${of}_time`) ?? '';
  return [`${date} ${time}`, text(`${of}_date_time`) ?? '', date, time];
}

/** Reads a time that tells its zone itself, as scripts may write it. */
function zonedTime(parameters: Pick<Parameters, 'text'>, of: Moment): number | undefined {
  return firstOf(datesOf(parameters, of), parseZonedInstant);
}

/** Reads a clock; its seconds may be missing. */
function shownTime(parameters: Pick<Parameters, 'text'>, of: Moment): LocalTime | undefined {
  return firstOf(datesOf(parameters, of), (told) => parseLocalTime(told) ?? parseLocalTime(`${told}:00`));
}

function firstOf<T>(texts: readonly string[], read: (text: string) => T | undefined): T | undefined {
  for (const text of texts) {
    const found = read(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Reads UNIX seconds, which Zabbix writes, or another form of a time, which a script made of them. */
function unixTime(seconds: string | undefined): number | undefined {
  return seconds !== undefined && /^\d{1,12}$/.test(seconds)
    ? plausibleInstant(Number(seconds) * 1_000)
    : parseInstant(seconds);
}
