import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { withCocFiles } from '../../../src/config/named-files.ts';

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'named-files-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

it('the values with the files of COC change with the content of a file, wherever coc names it', async () => {
  const file = join(await temporaryDirectory(), 'key');
  const coc = { integrations: { a: { integrationKeyFile: file } }, auth: [{ tokenFile: file }] };
  const values = { coc, listen: { certFile: file } };
  await writeFile(file, 'wrong');
  const before = withCocFiles(values);
  expect(withCocFiles(values)).toEqual(before);
  await writeFile(file, 'right');
  const content = Buffer.from('right').toString('base64');
  expect(withCocFiles(values)).toEqual({
    coc: {
      integrations: { a: { integrationKeyFile: { path: file, content } } },
      auth: [{ tokenFile: { path: file, content } }],
    },
    listen: { certFile: file },
  });
});

it('a file that is missing or no regular file has no content', async () => {
  const directory = await temporaryDirectory();
  const missing = join(directory, 'missing');
  expect(withCocFiles({ coc: { aFile: directory, bFile: missing, file: 'x', list: [null, 1] } })).toEqual({
    coc: {
      aFile: { path: directory, content: null },
      bFile: { path: missing, content: null },
      file: 'x',
      list: [null, 1],
    },
  });
  expect([withCocFiles(null), withCocFiles([1])]).toEqual([null, [1]]);
});
