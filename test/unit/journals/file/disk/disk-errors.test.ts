import { describe, expect, it } from 'vitest';
import { isDiskFull, isNoRoom } from '../../../../../src/journals/file/disk/disk-errors.ts';
import { fileSystemError } from '../../../../support/faults.ts';

describe('an error of the disk', () => {
  it.each([
    ['ENOSPC', true, true],
    ['EDQUOT', true, true],
    ['EFBIG', true, false],
    ['EMFILE', true, false],
    ['ENFILE', true, false],
    ['EIO', false, false],
    ['EROFS', false, false],
  ])(
    '%s tells whether deleting something may help, and whether there is no room now',
    (code, noRoom, full) => {
      const error = fileSystemError(code, 'append', '/x');
      expect([isNoRoom(error), isDiskFull(error)]).toEqual([noRoom, full]);
    },
  );

  it('without a code is neither', () => {
    for (const error of [new Error('ENOSPC'), undefined, { code: 'ENOSPC' }])
      expect([isNoRoom(error), isDiskFull(error)]).toEqual([false, false]);
  });
});
