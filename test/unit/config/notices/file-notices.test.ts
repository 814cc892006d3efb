import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileNotices, filesIn } from '../../../../src/config/notices/file-notices.ts';
import { tempDirectory } from '../../../support/temp-directory.ts';

describe('the files of a configuration', () => {
  it('are found with their keys, in lists too, and labels are not taken for them', () => {
    const values = {
      listen: { tls: { webhooks: { certFile: '/c', keyFile: '/k' } } },
      coc: { integrationKeyFile: '/i', integrations: { 'a b': { integrationKeyFile: '/j' } } },
      sources: { am: { auth: { bearer: [{ tokenFile: '/t' }, { token: 'x' }] } } },
      alarm: { applications: { someFile: 'app' } },
    };
    expect(filesIn(values)).toEqual([
      { path: 'listen.tls.webhooks.certFile', file: '/c' },
      { path: 'listen.tls.webhooks.keyFile', file: '/k' },
      { path: 'coc.integrationKeyFile', file: '/i' },
      { path: 'coc.integrations["a b"].integrationKeyFile', file: '/j' },
      { path: 'sources.am.auth.bearer[0].tokenFile', file: '/t' },
    ]);
  });

  it.each([null, undefined, 'coc', 7, [], { coc: null, sources: 'x' }])('are none in %j', (values) => {
    expect(filesIn(values)).toEqual([]);
  });

  it.each<[string, (directory: string) => string, RegExp, RegExp?]>([
    [
      'missing',
      (directory) => join(directory, 'none'),
      /cannot be read: ENOENT/,
      /^create it with the secret access key \(SK\) in it, .* needs a key called none$/,
    ],
    [
      'missing with its directory',
      (directory) => join(directory, 'run', 'none'),
      /cannot be read: ENOENT/,
      /^there is no \S+\/run either: mount the secret there, with a key called none, /,
    ],
    ['a directory', (directory) => directory, /which is no file/, /^name a file in it; Docker/],
    [
      'empty',
      (directory) => written(directory, ' \n\t'),
      /is empty/,
      /^write the secret access key \(SK\) into it$/,
    ],
    ['empty but for a byte order mark', (directory) => written(directory, '\ufeff'), /which is empty/],
    [
      'UTF-16',
      (directory) => written(directory, Buffer.from('\ufeffsecret\r\n', 'utf16le')),
      /is UTF-16/,
      /UTF-8/,
    ],
    [
      'UTF-16 without a mark',
      (directory) => written(directory, Buffer.from('secret', 'utf16le')),
      /is UTF-16/,
    ],
    [
      'below a file',
      (directory) => join(written(directory, 'x'), 'y'),
      /ENOTDIR/,
      /^correct coc\.auth\.secretKeyFile: /,
    ],
  ])('are noticed when one is %s', (_how, make, words, remedy = /./) => {
    const [notice] = fileNotices([{ path: 'coc.auth.secretKeyFile', file: make(tempDirectory()) }]);
    expect(notice).toMatchObject({ kind: 'mistake', path: 'coc.auth.secretKeyFile' });
    expect(notice?.message).toMatch(words);
    expect(notice?.remedy).toMatch(remedy);
  });

  it.each(['secret', 'secret\n', '\ufeffsecret\r\n', '密钥'])('are fine with %j', (text) => {
    expect(fileNotices([{ path: 'x', file: written(tempDirectory(), text) }])).toEqual([]);
  });
});

function written(directory: string, content: string | Buffer): string {
  const folder = join(directory, 'secrets');
  mkdirSync(folder);
  writeFileSync(join(folder, 'one'), content);
  return join(folder, 'one');
}
