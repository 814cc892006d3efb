import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { socketLock } from '../../../../../src/journals/file/disk/directory-lock.ts';
import { nodeFileSystem } from '../../../../../src/journals/file/disk/node-file-system.ts';
import { FileDeadLetters } from '../../../../../src/journals/file/file-dead-letters.ts';
import { openJournal, pendingSeqs, queueRecord } from '../../../../support/file-journal.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

const FILES = [
  'segments/0000000001.log',
  'segments/0000000009.log',
  'segments/0000000009.idx',
  'history/0000000003.log',
  'ledger/shard-007.json',
  'dead-letters/entry-9.json',
  'dead-letters/entry-9.json.gone',
  'epoch.json',
  'inventory.json',
  'reserve.bin',
];

const MAKERS: readonly (readonly [string, (path: string) => void])[] = [
  ['pipe', (path) => void execFileSync('mkfifo', [path])],
  ['directory', (path) => void mkdirSync(path)],
  ['symbolic link', (path) => symlinkSync('/etc/passwd', path)],
];

describe.each(MAKERS)('a %s with the name of a file of ours', (kind, make) => {
  it.each(FILES)('(%s) is put aside with a word, and the start goes on at once', async (name) => {
    const directory = tempDirectory();
    for (const made of ['segments', 'history', 'ledger', 'dead-letters']) mkdirSync(`${directory}/${made}`);
    make(`${directory}/${name}`);
    const began = process.cpuUsage();
    const options = { fs: nodeFileSystem, lock: socketLock, directory, minFreeBytes: 1 };
    const { journal, recovery } = await openJournal(options);
    await journal.append([queueRecord(1, 'a')]);
    await journal.close();
    expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
    expect(recovery.notices).toEqual([expect.stringContaining(`${directory}/${name} was a ${kind}`)]);
    const [aside = ''] = readdirSync(`${directory}/damaged`);
    expect(aside).toContain(name.split('/').at(-1));
    expect(lstatSync(`${directory}/damaged/${aside}`).isFile()).toBe(false);
    const next = await openJournal(options);
    await next.journal.close();
    expect(pendingSeqs(next.state)).toEqual([1]);
  });
});

it.each(['segments', 'ledger', 'damaged'])(
  'names the folder %s that is a link, and goes on with it',
  async (name) => {
    const [directory, elsewhere] = [tempDirectory(), tempDirectory()];
    symlinkSync(elsewhere, `${directory}/${name}`);
    const { journal, recovery } = await openJournal({ fs: nodeFileSystem, lock: socketLock, directory });
    await journal.close();
    expect(recovery.notices).toEqual([expect.stringContaining(`${directory}/${name} is a symbolic link`)]);
  },
);

it('leaves what has another name alone', async () => {
  const directory = tempDirectory();
  mkdirSync(`${directory}/segments/backup`, { recursive: true });
  // Only files with this ending are left by replacements.
  const temporaries = ['a.tmp', 'segments/a.tmp', 'ledger/a.tmp', 'dead-letters/a.tmp'];
  for (const name of temporaries) mkdirSync(`${directory}/${name}`, { recursive: true });
  writeFileSync(`${directory}/target`, 'x');
  symlinkSync(`${directory}/target`, `${directory}/segments/mine`);
  const { journal, recovery } = await openJournal({ fs: nodeFileSystem, directory });
  await new FileDeadLetters(nodeFileSystem, `${directory}/dead-letters`, { maxBytes: 1 }).open();
  await journal.close();
  expect(recovery.notices).toEqual([]);
  expect(readdirSync(`${directory}/segments`)).toEqual(['a.tmp', 'backup', 'mine']);
  for (const name of temporaries) expect(existsSync(`${directory}/${name}`)).toBe(true);
  expect(readFileSync(`${directory}/target`, 'utf8')).toBe('x');
});

it('names a data directory that everybody may change', async () => {
  const directory = tempDirectory();
  execFileSync('chmod', ['o+w', directory]);
  const { journal, recovery } = await openJournal({ fs: nodeFileSystem, directory });
  await journal.close();
  expect(recovery.notices).toEqual([expect.stringContaining('chmod o-w')]);
});

it('names a data directory of another user', async () => {
  const directory = tempDirectory();
  const owned = { identity: '1:1', isOwn: false, isOpenToOthers: false };
  const fs = { ...nodeFileSystem, directoryNow: () => owned };
  const { journal, recovery } = await openJournal({ fs, directory });
  await journal.close();
  expect(recovery.notices).toEqual([
    expect.stringMatching(/belongs to another user, .*; chown it to the user of the agent$/),
  ]);
});
