import { z } from 'zod';

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** Schema of a duration such as `30s`, `1h30m` or `250ms`, read into milliseconds. */
export const durationSchema = z
  .string()
  .regex(DURATION, 'is not a duration; write a number with a unit, such as 30s, 5m or 1h30m')
  .transform(parseDuration);

function parseDuration(text: string): number {
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(PART))
    ms += Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
  return ms;
}
