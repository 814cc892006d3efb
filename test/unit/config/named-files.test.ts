import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { withNamedFiles } from '../../../src/config/named-files.ts';

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'named-files-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

it('the values with their files change with the content of a file, wherever it is named', async () => {
  const file = join(await temporaryDirectory(), 'key');
  const values = { coc: { integrations: { a: { integrationKeyFile: file } } }, auth: [{ tokenFile: file }] };
  await writeFile(file, 'wrong');
  const before = withNamedFiles(values);
  expect(withNamedFiles(values)).toEqual(before);
  await writeFile(file, 'right');
  const content = Buffer.from('right').toString('base64');
  expect(withNamedFiles(values)).toEqual({
    coc: { integrations: { a: { integrationKeyFile: { path: file, content } } } },
    auth: [{ tokenFile: { path: file, content } }],
  });
});

it('a file that is missing or no regular file has no content', async () => {
  const directory = await temporaryDirectory();
  const missing = join(directory, 'missing');
  expect(withNamedFiles({ aFile: directory, bFile: missing, file: 'x', list: [null, 1] })).toEqual({
    aFile: { path: directory, content: null },
    bFile: { path: missing, content: null },
    file: 'x',
    list: [null, 1],
  });
});
