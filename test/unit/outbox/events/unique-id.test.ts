import { expect, it } from 'vitest';
import { uniqueId } from '../../../../src/outbox/events/unique-id.ts';

it('a unique id has the time, the number and the last four letters of the suffix', () => {
  expect(uniqueId({ now: 36 ** 7, seq: 71 }, 'am01234567')).toBe('10000000-1z-4567');
  expect(uniqueId({ now: 0, seq: 0 }, 'a')).toBe('0-0-a');
});
