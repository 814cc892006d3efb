import { beforeEach, it, vi } from 'vitest';
import { failingLives } from './lives/failing-lives.ts';
import { expectGoodLife, testLives } from './lives/test-lives.ts';

// A failing disk cannot keep evidence, so these warnings are expected.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockReturnValue());

it('what failed once works now', async () => {
  for (const failing of failingLives()) await expectGoodLife(failing);
});

testLives(0, 2);
