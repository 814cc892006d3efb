import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../../../src/journals/file/recovery/read-ahead.ts';

const KEYS = Array.from({ length: 30 }, (_, i) => i);

describe('readAhead', () => {
  it('reads each value once, and returns it', async () => {
    const read: number[] = [];
    const ask = readAhead(KEYS, async (key) => {
      read.push(key);
      return key * 2;
    });
    for (const key of KEYS) expect(await ask(key)).toBe(key * 2);
    expect(read).toEqual(KEYS);
  });

  it('runs at most eight reads ahead', async () => {
    let under = 0;
    let most = 0;
    const ask = readAhead(KEYS, async (key) => {
      under += 1;
      most = Math.max(most, under);
      return key;
    });
    for (const key of KEYS) {
      await ask(key);
      under -= 1;
    }
    expect(most).toBe(8);
  });

  it('throws the error of a read only when its value is asked for', async () => {
    const ask = readAhead([1, 2, 3], async (key) => {
      if (key === 2) throw new Error('torn');
      return key;
    });
    expect(await ask(1)).toBe(1);
    await expect(ask(2)).rejects.toThrow('torn');
    expect(await ask(3)).toBe(3);
  });

  it('reads a key that was not announced', async () => {
    const ask = readAhead([1], async (key) => key);
    expect(await ask(7)).toBe(7);
  });
});
