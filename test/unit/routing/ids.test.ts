import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../src/routing/ids.ts';

describe('an id of COC', () => {
  const isId = (text: unknown) => idSchema('An id.').safeParse(text).success;

  it.each(['a', '0', ' a ', 'é', 'a'.repeat(255)])('may be %j', (text) => {
    expect(isId(text)).toBe(true);
  });

  it.each(['', ' ', '\u200b', 'a'.repeat(256), 7, null])('is not %j', (text) => {
    expect(isId(text)).toBe(false);
  });

  it('is described in the schema', () => {
    expect(idSchema('An id.').meta()).toMatchObject({ description: 'An id.' });
  });
});
