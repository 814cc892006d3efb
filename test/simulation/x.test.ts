import { it } from 'vitest';
import { lead } from './life.ts';
it('x', async () => {
  for (const seed of (process.env.SEEDS ?? '').split(',').map(Number)) {
    const { plan, violations, trace } = await lead({ seed });
    console.log(seed, JSON.stringify(plan), violations.slice(0, 4));
    if (process.env.SHOW) console.log(trace.join('\n'));
  }
}, 900000);
