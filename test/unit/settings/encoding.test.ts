import { describe, expect, it } from 'vitest';
import { encodingOf } from '../../../src/settings/encoding.ts';

describe('the encoding of a text', () => {
  it.each<[string, number[], string, number]>([
    ['nothing', [], 'UTF-8', 0],
    ['plain text', [0x61, 0x62], 'UTF-8', 0],
    ['the mark of UTF-8', [0xef, 0xbb, 0xbf], 'UTF-8', 3],
    ['the mark of UTF-8 before a NUL', [0xef, 0xbb, 0xbf, 0x61, 0], 'UTF-8', 3],
    ['nearly the mark of UTF-8', [0xef, 0xbb, 0x61], 'UTF-8', 0],
    ['the mark of UTF-16 LE', [0xff, 0xfe, 0x61], 'UTF-16', 2],
    ['the mark of UTF-16 BE', [0xfe, 0xff, 0x61], 'UTF-16', 2],
    ['one half of the mark of UTF-16 LE', [0xff, 0x61], 'UTF-8', 0],
    ['one half of the mark of UTF-16 BE', [0xfe, 0x61], 'UTF-8', 0],
    ['the other half of the mark of UTF-16 LE', [0x61, 0xfe], 'UTF-8', 0],
    ['the other half of the mark of UTF-16 BE', [0x61, 0xff], 'UTF-8', 0],
    ['a first NUL', [0, 0x61], 'UTF-16', 0],
    ['a NUL among the first 64 bytes', [...Array<number>(63).fill(0x61), 0], 'UTF-16', 0],
    ['a NUL behind them', [...Array<number>(64).fill(0x61), 0], 'UTF-8', 0],
  ])('is found by %s', (_, bytes, name, markBytes) => {
    expect(encodingOf(Buffer.from(bytes))).toEqual({ name, markBytes });
  });
});
