const SEP = '(?<sep>[-/.]?)';
/** The clock and whatever else stands behind a date. */
const REST = String.raw`(?:[T ,].{0,64}|\d{6})?`;
const ZERO_YEAR = '(?:0000|0001|1970)';
const FIRST = '(?:0?1|00)';
const DAY_NAME = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? +)?';

/**
 * First days of date types, with or without a clock and a zone: year 0 (MySQL), year 1 (Go, .NET), and 1 January 1970 (UNIX),
 * which west of Greenwich is 31 December 1969.
 */
const ZERO_DATES = [
  String.raw`${ZERO_YEAR}${SEP}(?:01|00)\k<sep>(?:01|00)${REST}`,
  String.raw`1969${SEP}12\k<sep>31${REST}`,
  String.raw`${FIRST}(?<sep>[-/.])${FIRST}\k<sep>${ZERO_YEAR}${REST}`,
  String.raw`31(?<sep>[-/.])12\k<sep>1969${REST}`,
  String.raw`12(?<sep>[-/.])31\k<sep>1969${REST}`,
  `${DAY_NAME}0?1[ -]Jan[a-z]{0,4}[ -]${ZERO_YEAR}${REST}`,
  String.raw`${DAY_NAME}Jan[a-z]{0,4} +0?1,? +(?:[\d:]{5,8} +(?:\S{1,12} +)?)?${ZERO_YEAR}${REST}`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** Zero as a UNIX time, and Go's year 1 in s, ms, µs and ns. */
const ZERO_NUMBER =
  /^(?:[+-]?0{1,20}(?:[.,]0{1,20})?|-62135596800(?:000){0,2}(?:\.0{1,20})?|-6795364578871345\d{3})$/;

/** True for a number that is the zero value of a type for times. */
export function isZeroNumber(text: string): boolean {
  return ZERO_NUMBER.test(text);
}

/** True for the zero value of a type for times, in any spelling and also without a zone: whoever wrote it meant no time. */
export function isZeroTime(text: string): boolean {
  const trimmed = text.trim();
  return isZeroNumber(trimmed) || ZERO_DATES.some((form) => form.test(trimmed));
}
