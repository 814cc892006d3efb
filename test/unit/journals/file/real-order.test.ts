import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { onRealDisk } from '../../../crash/real-disk/on-real-disk.ts';
import { DiskOrder } from '../../../support/disk-order.ts';

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
  const { real, disk, life: begin, directory } = await onRealDisk();
  const life = begin();
  await life.open();
  await life.live();
  await life.end();
  return { directory, life, real, disk };
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
  const { directory } = await aWholeLife();
  const parent = join(directory, '../../..');
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

it('so does a start on a full disk, which writes its last segment once more at its place', async () => {
  const { life, real, disk, directory } = await aWholeLife();
  disk.hasNoRoomForCopy = true;
  real.begin();
  await life.startAgain();
  await life.checkWork();
  await life.end();
  expect(new DiskOrder(real.calls).faults()).toEqual([]);
  const told = real.calls.map(({ operation, path }) => `${operation} ${kindOf(relative(directory, path))}`);
  const first = told.findIndex((call) => call.endsWith('segments/N.log'));
  expect(told.slice(first, first + 2)).toEqual(['write segments/N.log', 'sync segments/N.log']);
});

/** A path with its numbers left out. */
function kindOf(path: string): string {
  return path.replace(/\d+(?=\.)/, 'N');
}
