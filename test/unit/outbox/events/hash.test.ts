import { describe, expect, it } from 'vitest';
import { hash53, LEDGER_SHARDS, shardOf } from '../../../../src/outbox/events/hash.ts';

describe('hash53', () => {
  it('is a whole number that a double holds exactly', () => {
    for (const text of ['', 'a', 'am0123', '告警', 'x'.repeat(10_000)])
      expect(Number.isSafeInteger(hash53(text))).toBe(true);
  });

  it('gives different numbers to a hundred thousand alarms', () => {
    const hashes = new Set<number>();
    for (let i = 0; i < 100_000; i++) hashes.add(hash53(`am${i.toString(16).padStart(32, '0')}`));
    expect(hashes.size).toBe(100_000);
  });

  it('depends on the text alone, whatever was hashed before it', () => {
    const texts = ['', 'am1', 'am2', 'am1', 'am1', 'incident/k1', ''];
    const hashes = texts.map(hash53);
    expect(hashes).toEqual([...texts].reverse().map(hash53).reverse());
    expect(new Set(hashes).size).toBe(new Set(texts).size);
  });

  it('never changes, since it is stored on disk', () => {
    expect([hash53('am1'), hash53('incident/k1'), shardOf('am1')]).toMatchInlineSnapshot(`
      [
        6659849209749857,
        8288756705524775,
        97,
      ]
    `);
  });
});

describe('shardOf', () => {
  it('spreads alarms over all shards evenly', () => {
    const counts = new Array<number>(LEDGER_SHARDS).fill(0);
    for (let i = 0; i < 25_600; i++) {
      const shard = shardOf(`am${i}`);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(150);
  });
});
