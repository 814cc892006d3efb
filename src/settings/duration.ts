import { z } from 'zod';

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** Reads a duration such as `30s`, `1h30m` or `250ms` into milliseconds; undefined when it is none. */
function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(PART))
    ms += Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
  return ms;
}

const SIZE = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB|TiB)$/;
const UNITS_BYTES = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

/** Reads a size such as `16MiB` into bytes; undefined when it is none. */
function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (!match) return undefined;
  return Math.round(Number(match[1]) * UNITS_BYTES[match[2] as keyof typeof UNITS_BYTES]);
}

/** A configuration value that is a duration string, read into milliseconds. */
export const durationSchema = z
  .string()
  .regex(DURATION, 'is not a duration; write a number with a unit, such as 30s, 5m or 1h30m')
  .transform((text) => parseDuration(text) ?? 0);

/** A configuration value that is a size string, read into bytes. */
export const sizeSchema = z
  .string()
  .regex(SIZE, 'is not a size; write a number with a unit, such as 512KiB, 16MiB or 2GiB')
  .transform((text) => parseSize(text) ?? 0);
