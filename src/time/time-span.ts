const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** What stands behind a number of each unit. */
const SPOKEN = {
  en: { d: 'd', h: 'h', m: 'm', s: 's' },
  zh: { d: ' 天', h: ' 小时', m: ' 分钟', s: ' 秒' },
} as const;

/** A time span (ms) as people say it, in its two largest units: `1h 5m`, `2d`, `40s`, or `1 小时 5 分钟`. Pure. */
export function timeSpanInWords(ms: number, language: 'en' | 'zh' = 'en'): string {
  const spoken = SPOKEN[language];
  const from = UNITS.findIndex(([, unitMs]) => ms >= unitMs);
  if (from < 0) return `0${spoken.s}`;
  const words: string[] = [];
  let rest = ms;
  for (const [unit, unitMs] of UNITS.slice(from, from + 2)) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) words.push(`${count}${spoken[unit]}`);
    rest %= unitMs;
  }
  return words.join(' ');
}

/** A time span (ms) as the configuration would write it, in the largest unit of which it is a whole number: `65m`. Pure. */
export function durationInWords(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return `${ms / unitMs}${unit}`;
}
