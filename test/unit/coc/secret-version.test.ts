import { expect, it } from 'vitest';
import { secretVersion } from '../../../src/coc/secret-version.ts';
import { Secret } from '../../../src/settings/secret.ts';

it('the version of secrets grows when one of them changes, also back to a former value', () => {
  const now = { key: 'a' };
  const version = secretVersion([
    { current: () => new Secret('other') },
    { current: () => new Secret(now.key) },
  ]);
  const seen = ['a', 'a', 'b', '', 'a', 'a'].map((key) => {
    now.key = key;
    return Number(version());
  });
  expect(seen).toEqual([0, 0, 1, 2, 3, 3]);
});
