import { beforeEach, expect, it, vi } from 'vitest';
import { lead } from './life.ts';
import { FIRST_SEED } from './lives/budget.ts';
import { testLives } from './lives/test-lives.ts';

// A failing disk cannot keep evidence, so these warnings are expected.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockReturnValue());

it('the same seed gives the same life, byte for byte', async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + 10; seed++) {
    const [first, second] = [await lead({ seed }), await lead({ seed })];
    expect(second.trace).toEqual(first.trace);
    expect(second.digest).toBe(first.digest);
    expect(first.trace.length).toBeGreaterThan(20);
  }
});

testLives(1, 2);
