import { expect, it } from 'vitest';
import { lead } from './life.ts';

it('leads lives', async () => {
  const from = Number(process.env.SEED ?? 1);
  const n = Number(process.env.LIVES ?? 5);
  const began = performance.now();
  const counts = new Map<string, number[]>();
  for (let seed = from; seed < from + n; seed++) {
    const { violations, trace } = await lead(seed);
    for (const { invariant } of violations) counts.set(invariant, [...(counts.get(invariant) ?? []), seed]);
    if (process.env.SHOW) {
      console.log(trace.join('\n').slice(-Number(process.env.SHOW)));
    }
    if (violations.length > 0 && !process.env.QUIET) console.log(seed, violations.slice(0, 3));
  }
  console.log('ms per life', (performance.now() - began) / n);
  console.log([...counts].map(([k, v]) => `${k}: ${v.length} (${v.slice(0, 10)})`).join('\n'));
  expect(true).toBe(true);
}, 600_000);
