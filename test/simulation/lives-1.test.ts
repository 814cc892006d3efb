import { it } from 'vitest';
import { failingLives } from './lives/failing-lives.ts';
import { expectGoodLife, testLives } from './lives/test-lives.ts';

it('what failed once works now', async () => {
  for (const failing of failingLives()) await expectGoodLife(failing);
});

testLives(0, 2);
