import { expect, it } from 'vitest';
import { nearlyFullWarning } from '../../../src/dead-letters/nearly-full-warning.ts';

it('warns once when the dead letters come near their cap, and again after they were well below it', () => {
  const warned: unknown[] = [];
  let bytes = 0;
  const look = nearlyFullWarning({ warn: (fields: unknown) => warned.push(fields) } as never, () => ({
    letters: 3,
    bytes,
    maxBytes: 100,
  }));
  const after = (size: number) => {
    bytes = size;
    look();
    return warned.length;
  };
  expect([0, 79, 80, 95, 75, 90, 69, 81, 100].map(after)).toEqual([0, 0, 1, 1, 1, 1, 1, 2, 2]);
  expect(warned[0]).toEqual({ deadLetters: 3, bytes: 80, maxBytes: 100 });
});
