import { describe, expect, it } from 'vitest';
import { isScriptFile, readScriptFile } from '../../../../src/cli/coc/script-file.ts';

const SHELL = `#!/bin/bash
# coc-name: clear_tmp
# coc-description: Delete old files
# coc-risk: low
# coc-version: 1.0.0
# coc-param: path=/tmp | directory that is cleaned
# coc-sensitive: token | access token
# coc-param: days=
# coc-reviewer: 7a85 Ann Lee
# coc-protocol: EMAIL
df -h $path # coc-name: not a header
`;

describe('the header of a script', () => {
  it('has all that COC needs besides the text', () => {
    expect(readScriptFile('clear.sh', SHELL)).toEqual({
      ...{ file: 'clear.sh', name: 'clear_tmp', type: 'SHELL', description: 'Delete old files' },
      ...{ risk: 'LOW', version: '1.0.0', protocol: 'EMAIL', content: SHELL },
      params: [
        { name: 'path', value: '/tmp', description: 'directory that is cleaned', sensitive: false },
        { name: 'token', value: '', description: 'access token', sensitive: true },
        { name: 'days', value: '', description: '', sensitive: false },
      ],
      reviewers: [{ id: '7a85', name: 'Ann Lee' }],
    });
  });

  it.each([
    ['a.py', '# coc-name: x\n# coc-description: y\n# coc-risk: HIGH\n# coc-version: 1\n', 'PYTHON'],
    [
      'a.BAT',
      'REM coc-name: x\r\n:: coc-description: y\r\nrem coc-risk: HIGH\r\nREM coc-version: 1\r\n',
      'BAT',
    ],
  ])('of %s is read in the comments of its language', (file, text, type) => {
    expect(readScriptFile(file, text)).toMatchObject({ type, name: 'x', description: 'y', risk: 'HIGH' });
  });

  it('has all its mistakes told at once', () => {
    const text =
      '# coc-name: a\n# coc-name: b\n# coc-risk: LOW\n# coc-color: red\n# coc-param: path\n# coc-reviewer: ann\n';
    expect(readScriptFile('a.sh', text)).toEqual([
      expect.stringContaining('a.sh: there is no coc-color; a header has coc-name,'),
      'a.sh: coc-name stands there twice',
      'a.sh: coc-description is missing',
      'a.sh: coc-version is missing',
      'a.sh: coc-param needs NAME=VALUE, and | before what it is',
      'a.sh: coc-reviewer needs ID NAME',
    ]);
  });
});

it('knows scripts by their names', () => {
  expect(['a.sh', 'b.py', 'c.bat', 'D.SH', 'README.md', 'sh'].filter(isScriptFile)).toEqual([
    ...['a.sh', 'b.py', 'c.bat', 'D.SH'],
  ]);
});
