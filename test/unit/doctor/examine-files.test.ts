import { describe, expect, it } from 'vitest';
import { examineFiles } from '../../../src/doctor/examine-files.ts';
import { examineProxies } from '../../../src/doctor/examine-proxies.ts';

const files = [{ path: 'coc.caFile' }, { path: 'admin.auth.tokenFile' }];

describe('the files that a configuration names', () => {
  it('leave no line where there are none', () => {
    expect(examineFiles([], [])).toEqual([]);
  });

  it('are one line when all can be read', () => {
    expect(examineFiles(files, [])).toEqual([
      { check: 'files', result: 'good', words: expect.stringContaining('coc.caFile, admin.auth.tokenFile') },
    ]);
  });

  it('have a line each that cannot be used, with a remedy where there is one', () => {
    const issues = [
      { path: 'coc.caFile', message: 'is missing', remedy: 'write it' },
      { path: 'admin.auth.tokenFile', message: 'is empty' },
    ];
    const [first, second, ...more] = examineFiles(files, issues);
    expect(first).toEqual({
      ...{ check: 'file of coc.caFile', result: 'bad', words: 'is missing', remedy: 'write it' },
    });
    expect(second).toEqual({ check: 'file of admin.auth.tokenFile', result: 'bad', words: 'is empty' });
    expect(more).toEqual([]);
  });
});

describe('the proxies of the environment', () => {
  it('leave no line where none is set', () => {
    expect(examineProxies([])).toEqual([]);
  });

  it('have a line each that is not used, with what it is not used for', () => {
    expect(examineProxies([{ variable: 'HTTPS_PROXY', paths: ['coc.endpoint', 'sources.a'] }])).toMatchObject(
      [
        {
          ...{ check: 'proxy of the environment', result: 'skipped' },
          words: expect.stringMatching(/^HTTPS_PROXY .* coc\.endpoint, sources\.a$/),
          remedy: expect.stringContaining('coc.proxy'),
        },
      ],
    );
  });
});
