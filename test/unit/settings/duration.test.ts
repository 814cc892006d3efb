import { describe, expect, it } from 'vitest';
import { durationSchema, sizeSchema } from '../../../src/settings/duration.ts';

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['0s', 0],
  ])('%s is %i ms', (text, ms) => expect(durationSchema.parse(text)).toBe(ms));

  it.each(['', '30', 's', '-5s', '5 s', '5S', '1h 30m', '5s!', '1e3s', '٣s'])('does not take %j', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(false);
  });
});

describe('a size', () => {
  it.each([
    ['512B', 512],
    ['1KiB', 1_024],
    ['16MiB', 16 * 2 ** 20],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['2TiB', 2 ** 41],
  ])('%s is %i bytes', (text, bytes) => expect(sizeSchema.parse(text)).toBe(bytes));

  it.each(['', '16', '16MB', '16 MiB', '-1KiB', 'MiB', '16mib'])('does not take %j', (text) => {
    expect(sizeSchema.safeParse(text).success).toBe(false);
  });
});
