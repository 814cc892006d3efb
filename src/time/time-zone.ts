/** Date and time in a time zone. Months begin at 1. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** True for a time zone that this runtime knows, such as `UTC` or `Asia/Shanghai`. */
export function isTimeZone(name: string): boolean {
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** The date and time of an instant (epoch ms) in a zone. @throws {RangeError} when there is no such zone. */
export function wallClockIn(zone: string, instant: number): WallClock {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

/** An instant (epoch ms) in a zone as text that sorts, such as `2026-11-24 03:02:19`. */
export function localTimeIn(zone: string, instant: number): string {
  const { year, month, day, hour, minute, second } = wallClockIn(zone, instant);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** An instant (epoch ms) in a zone, with the name of the zone: `2026-11-24 03:02:19 Asia/Shanghai`. */
export function namedLocalTime(zone: string, instant: number): string {
  return `${localTimeIn(zone, instant)} ${zone}`;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
