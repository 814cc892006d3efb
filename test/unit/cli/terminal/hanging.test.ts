import { describe, expect, it } from 'vitest';
import { fitted } from '../../../../src/cli/terminal/hanging.ts';

const TEXT = [
  'file.yaml:3:5 coc.auth',
  '  the secret of the key is in the file itself, where others can read it',
  '  -> write it into a file of its own, and name that in secretKeyFile',
  '    column  kept',
].join('\n');

describe('a text of several lines', () => {
  it('is broken at words, and goes on below its words or its arrow', () => {
    expect(fitted(TEXT, { columns: 40 })).toBe(
      [
        'file.yaml:3:5 coc.auth',
        '  the secret of the key is in the file',
        '  itself, where others can read it',
        '  -> write it into a file of its own,',
        '     and name that in secretKeyFile',
        '    column  kept',
      ].join('\n'),
    );
  });

  it('stays as it is in a pipe, and where it fits', () => {
    expect(fitted(TEXT, { columns: undefined })).toBe(TEXT);
    expect(fitted(TEXT, { columns: 80 })).toBe(TEXT);
  });
});
