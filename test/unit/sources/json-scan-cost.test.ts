import { describe, expect, it } from 'vitest';
import { scanJson } from '../../../src/sources/json-scan.ts';
import { growthOf, LINEAR } from '../../support/growth.ts';

describe('scanJson', () => {
  it('takes linear time', () => {
    const body = Buffer.from(`[${'"'.padEnd(1_000, 'a')}",`).subarray(1);
    const scan = (size: number) => scanJson(Buffer.concat([Buffer.from('['), Buffer.alloc(size, body)]));
    expect(growthOf(scan, 2_000_000)).toBeLessThan(LINEAR);
  });

  it.each(['[]', '{}', '18446744073709551615', '"\\ud800"', '{"a":1,"a":1}', '{"a":'])(
    'takes bounded memory for 4 MB of %s',
    (piece) => {
      const text = Buffer.from(`[${`${piece},`.repeat(4_000_000 / (piece.length + 1))}1]`);
      const before = process.memoryUsage();
      const { patches } = scanJson(text);
      const after = process.memoryUsage();
      const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
      expect(patches.count).toBeLessThan(1_000_000);
      expect(grown).toBeLessThan(15 * text.length);
    },
  );
});
