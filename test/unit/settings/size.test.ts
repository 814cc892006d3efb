import { describe, expect, it } from 'vitest';
import { sizeSchema } from '../../../src/settings/size.ts';

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
