const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MONTH = `(?<month>${MONTHS.join('|')})`;
const DAY_OF_WEEK = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? +)?';
const CLOCK = String.raw`(?<time>\d\d:\d\d(?::\d\d)?)`;
const ZONE = String.raw`(?:(?:GMT|UTC|UT|Z)?(?<hours>[+-]\d\d)(?::?(?<minutes>\d\d))?|GMT|UTC|UT|Z)`;
/** The name of a zone in brackets, behind its offset: `GMT+0800 (China Standard Time)`. */
const COMMENT = String.raw`(?: +\([^()]{0,64}\))?`;

/**
 * Times with the name of a month: RFC 1123 and HTTP (`Tue, 05 May 2026 13:04:57 GMT`), JavaScript (`Tue May 05 2026 13:04:57
 * GMT+0800`), and `date` (`Tue May  5 13:04:57 UTC 2026`). Other names of zones are not read: CST is in China, in America and
 * in Cuba.
 */
const FORMS = [
  String.raw`(?<day>\d{1,2})[ -]${MONTH}[ -](?<year>\d{4}) +${CLOCK} +${ZONE}`,
  String.raw`${MONTH} +(?<day>\d{1,2}) +(?<year>\d{4}) +${CLOCK} +${ZONE}`,
  String.raw`${MONTH} +(?<day>\d{1,2}) +${CLOCK} +${ZONE} +(?<year>\d{4})`,
].map((form) => new RegExp(`^${DAY_OF_WEEK}${form}${COMMENT}$`, 'i'));

/** Parts of a time, each as it is written in RFC 3339. */
export interface InstantParts {
  /** `2026-05-05` */
  readonly date: string;
  /** `13:04:57` */
  readonly time: string;
  /** `+08:00` */
  readonly offset: string;
}

/** Reads a time with the name of a month and a zone; undefined for any other text. */
export function writtenInstant(text: string): InstantParts | undefined {
  for (const form of FORMS) {
    const { day, month, year, time, hours, minutes } = form.exec(text)?.groups ?? {};
    if (day === undefined || month === undefined || time === undefined) continue;
    const number = MONTHS.findIndex((name) => name.toLowerCase() === month.toLowerCase()) + 1;
    const date = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
    const offset = hours === undefined ? '+00:00' : `${hours}:${minutes ?? '00'}`;
    return { date, time: time.length === 5 ? `${time}:00` : time, offset };
  }
  return undefined;
}
