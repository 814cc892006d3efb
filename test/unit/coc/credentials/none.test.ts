import { expect, it } from 'vitest';
import { noCredentials } from '../../../../src/coc/credentials/none.ts';

it('no credentials have nothing to renew, to tell or to hide', () => {
  expect(noCredentials.renew({})).toBe(false);
  expect([noCredentials.identity(), noCredentials.secrets()]).toEqual([{ credentials: [], scope: [] }, []]);
});
