import { describe, expect, it } from 'vitest';
import { durationSchema } from '../../../src/settings/duration.ts';

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
