import { expect, it } from 'vitest';
import { examineDataDirectory } from '../../../src/doctor/examine-data-directory.ts';
import { tempDirectory } from '../../support/temp-directory.ts';

it('is good when it is writable and no copy', async () => {
  const finding = await examineDataDirectory(`${tempDirectory()}/data`, async () => undefined);
  expect(finding).toMatchObject({ result: 'good', words: expect.stringContaining('is writable') });
});

it('is bad when it is a copy, with what it is a copy of and the remedy', async () => {
  const copy = { words: 'is a copy of /data', remedy: 'start with --adopt=0a1b2c3d' };
  const finding = await examineDataDirectory(tempDirectory(), async () => copy);
  expect(finding).toEqual({ check: 'data directory', result: 'bad', ...copy });
});
