import { expect, it } from 'vitest';
import { FreeSpace } from '../../../../../src/journals/file/disk/free-space.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

function watching() {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  return {
    fs,
    clock,
    freeSpace: new FreeSpace({ fs, directory: '/d', clock, claimedBytes: () => 0 }, 1_000),
  };
}

it('is short below the limit, until a tenth more is free', async () => {
  const { fs, freeSpace } = watching();
  const seen: boolean[] = [];
  for (const free of [1_000, 999, 1_000, 1_099, 1_100, 1_000]) {
    fs.capacity = free;
    await freeSpace.measure();
    seen.push(freeSpace.isShort);
  }
  expect(seen).toEqual([false, true, true, true, false, false]);
});

it('names the free bytes and the limit', async () => {
  const { fs, freeSpace } = watching();
  fs.capacity = 7;
  await freeSpace.measure();
  expect(freeSpace.shortage()).toBe('the disk is nearly full: 7 bytes are free, 1000 must stay free');
});

it('measures again after a second, in the background', async () => {
  const { fs, clock, freeSpace } = watching();
  await freeSpace.measure();
  fs.capacity = 0;
  clock.advance(999);
  freeSpace.shortage();
  await Promise.resolve();
  expect(freeSpace.isShort).toBe(false);
  clock.advance(1);
  expect(freeSpace.shortage()).toBeUndefined();
  await new Promise((resolve) => setImmediate(resolve));
  expect(freeSpace.isShort).toBe(true);
});

it('refuses nothing when it cannot measure', async () => {
  const { fs, clock, freeSpace } = watching();
  fs.inject({ operation: 'freeBytes', code: 'EIO', times: 9 });
  clock.advance(5_000);
  freeSpace.shortage();
  await new Promise((resolve) => setImmediate(resolve));
  expect(freeSpace.shortage()).toBeUndefined();
});

it('is short after a write that found no room, until it measures again', async () => {
  const { freeSpace } = watching();
  freeSpace.ranOut();
  expect(freeSpace.isShort).toBe(true);
  await freeSpace.measure();
  expect(freeSpace.isShort).toBe(false);
});

it('counts what was written since the last measurement', async () => {
  const { fs, freeSpace } = watching();
  fs.capacity = 3_000;
  await freeSpace.measure();
  freeSpace.wrote(2_000);
  expect([freeSpace.freeBytes, freeSpace.isShort]).toEqual([1_000, false]);
  freeSpace.wrote(1);
  expect([freeSpace.freeBytes, freeSpace.isShort, freeSpace.isVeryShort]).toEqual([999, true, false]);
  freeSpace.wrote(500);
  expect([freeSpace.freeBytes, freeSpace.isVeryShort]).toEqual([499, true]);
  await freeSpace.measure();
  expect([freeSpace.freeBytes, freeSpace.isShort]).toEqual([3_000, false]);
});

it('counts what is written while it measures', async () => {
  const { fs, freeSpace } = watching();
  fs.capacity = 3_000;
  const measuring = Promise.all([freeSpace.measure(), freeSpace.measure()]);
  freeSpace.wrote(700);
  await measuring;
  expect(freeSpace.freeBytes).toBe(2_300);
});

it('does not count what is claimed', async () => {
  const fs = new SimulatedFileSystem();
  let claimed = 500;
  const options = { fs, directory: '/d', clock: new FakeClock(), claimedBytes: () => claimed };
  const freeSpace = new FreeSpace(options, 1_000);
  fs.capacity = 1_499;
  await freeSpace.measure();
  expect(freeSpace.shortage()).toContain('1000 must stay free, and 500 are needed for the reserve');
  claimed = 0;
  await freeSpace.measure();
  expect(freeSpace.shortage()).toBeUndefined();
});
