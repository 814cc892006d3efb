import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lead } from './life.ts';
import { report } from './lives/budget.ts';
import { LIVES_TO_FIND, PLANTED_BUGS } from './lives/planted-bugs.ts';

// A failing disk cannot keep evidence, so these warnings are expected.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a planted bug is found', () => {
  it.each(PLANTED_BUGS)('$name', async ({ name, breaks, changes = {}, plant }) => {
    plant?.();
    let seed = 1;
    let broken: readonly string[] = [];
    for (; broken.length === 0 && seed <= LIVES_TO_FIND; seed++) {
      const { violations } = await lead({ seed, changes });
      broken = violations.filter(({ invariant }) => breaks.includes(invariant)).map(({ what }) => what);
    }
    report(`${name}: found in life ${seed - 1}: ${broken[0]}`);
    expect(broken).not.toEqual([]);
  });
});
