import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { RealLife } from '../../../crash/real-disk/real-life.ts';
import { DiskOrder } from '../../../support/disk-order.ts';
import { RealCalls } from '../../../support/real-calls.ts';
import { tempDirectory } from '../../../support/temp-directory.ts';

/** The files of every kind that such a life makes, with `N` for their numbers. */
const KINDS = [
  'epoch.json',
  'reserve.bin',
  'segments/N.log',
  'segments/N.idx',
  'history/N.log',
  'history/N.idx',
  'ledger/shard-N.json',
  'dead-letters/entry-N.json',
];

/** A whole life in a new directory of a real disk, with everything that was called there. */
async function aWholeLife() {
  const parent = tempDirectory();
  const real = new RealCalls(parent);
  vi.resetModules();
  const { nodeFileSystem } = await import('../../../../src/journals/file/disk/node-file-system.ts');
  const directory = join(parent, 'data/of/agent');
  const life = new RealLife(nodeFileSystem, directory);
  await life.open();
  await life.live();
  await life.end();
  return { parent, directory, life, real };
}

it('a whole life on a real disk makes each content durable before its name, and each name before it counts', async () => {
  const { directory, real } = await aWholeLife();
  expect(new DiskOrder(real.calls).faults()).toEqual([]);
  const made = new Set(real.calls.map(({ path, to }) => kindOf(relative(directory, to ?? path))));
  expect([...made]).toEqual(expect.arrayContaining(KINDS));
});

it('nothing of it can be read by anybody else, whatever the umask', async () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const { parent } = await aWholeLife();
  const others = readdirSync(parent, { recursive: true, encoding: 'utf8' }).filter(
    (path) => (statSync(join(parent, path)).mode & 0o077) !== 0,
  );
  expect(others).toEqual([]);
});

it('what a start makes durable again keeps the same order', async () => {
  const { life, real } = await aWholeLife();
  real.begin();
  await life.startAgain();
  await life.checkWork();
  await life.end();
  expect(new DiskOrder(real.calls).faults()).toEqual([]);
});

/** A path with its numbers left out. */
function kindOf(path: string): string {
  return path.replace(/\d+(?=\.)/, 'N');
}
