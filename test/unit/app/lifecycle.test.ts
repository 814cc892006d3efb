import { expect, it } from 'vitest';
import { Lifecycle } from '../../../src/app/lifecycle.ts';

it('undoes the last first, each once, and goes on after one that fails', async () => {
  const done: string[] = [];
  const failed: string[] = [];
  const lifecycle = new Lifecycle((name) => failed.push(name));
  lifecycle.onStop('first', async () => void done.push('first'));
  lifecycle.onStop('second', () => Promise.reject(new Error('stuck')));
  lifecycle.onStop('third', async () => void done.push('third'));
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  await lifecycle.stop();
  expect(done).toEqual(['third', 'first']);
  expect(failed).toEqual(['second']);
});
