import { expect, it } from 'vitest';
import { GrowingBuffer } from '../../../src/sources/growing-buffer.ts';

it.each([0, 10, 1_000_000])(
  'holds what came, in its order, however much was expected: %i bytes',
  (expected) => {
    const pieces = Array.from({ length: 300 }, (_, i) => Buffer.alloc(i * 7, i));
    const buffer = new GrowingBuffer(expected);
    for (const piece of pieces) buffer.add(piece);
    const whole = Buffer.concat(pieces);
    expect(buffer.length).toBe(whole.length);
    expect(buffer.filled.equals(whole)).toBe(true);
  },
);

it('leaves alone what it has handed out', () => {
  const buffer = new GrowingBuffer();
  buffer.add(Buffer.from('first'));
  const { filled } = buffer;
  buffer.add(Buffer.alloc(100_000));
  expect(filled.toString()).toBe('first');
});
