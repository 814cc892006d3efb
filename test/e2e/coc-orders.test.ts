import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { stopEverything, until } from '../support/running-agent.ts';
import { CLEAR, withEmulator } from './coc-setup.ts';

afterEach(stopEverything);

/** An order on three servers, one batch each. */
async function withOrder(options: EmulatorOptions, ...args: readonly string[]) {
  const setup = await withEmulator(options);
  await mkdir(setup.folder);
  await writeFile(join(setup.folder, 'clear.sh'), CLEAR);
  await setup.run('scripts', 'apply', setup.folder, '--yes');
  const { out } = await setup.run('resources', 'list', '--json', '--limit', '3');
  const ids = (JSON.parse(out).data as { resource_id: string }[]).map(({ resource_id }) => resource_id);
  const script = setup.emulator.scripts()[0]?.uuid ?? '';
  const on = ['--user', 'root', '--on', ...ids, '--batch-size', '1', '--yes'];
  const ran = await setup.run('scripts', 'run', script, ...on, ...args);
  return { ...setup, ids, ran, order: setup.emulator.orders()[0]?.uuid ?? '' };
}

const SLOW: EmulatorOptions = { scripts: { outcomes: [{ afterMs: 600_000 }] } };

it('follows an order to its end, and reads what it printed', async () => {
  const { ran, run, order, ids } = await withOrder({}, '--watch');
  expect(ran.out).toContain('3 of 3 servers finished');
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('the order finished as it should')]);
  const { out } = await run('orders', 'logs', order, '--batch', '2');
  expect(out).toMatch(new RegExp(`^Batch 2, .*${ids[1]}.*: FINISHED in`));
  expect(out).not.toContain(ids[0]);
  const watched = await run('orders', 'watch', order, '--json');
  expect([watched.code, JSON.parse(watched.out).data.status]).toEqual([0, 'FINISHED']);
  expect((await run('orders', 'list')).out).toContain(`${order}  clear_tmp  FINISHED`);
}, 30_000);

it('ends with 1 when a script fails', async () => {
  const failing: EmulatorOptions = {
    scripts: { outcomes: [{ afterMs: 0, status: 'ABNORMAL', message: 'no \u001b[31mspace\n' }] },
  };
  const { ran, run, order } = await withOrder(failing, '--watch');
  expect(ran.code).toBe(1);
  expect(ran.err).toContain('the order ended as ABNORMAL: 0 of 3 servers finished, 1 failed, 2 waiting');
  expect((await run('orders', 'logs', order, '--status', 'ABNORMAL')).out).toContain(
    '  no \ufffd[31mspace\n',
  );
}, 30_000);

it('leaves the order alone when the user stops watching', async () => {
  const { run, order, emulator, requested } = await withOrder(SLOW);
  const watching = run('orders', 'watch', order);
  await until('the order is watched', () => requested('order-statistics') > 0);
  process.emit('SIGINT');
  const { code, err } = await watching;
  expect([code, err]).toEqual([1, expect.stringContaining(`left: the order ${order} goes on in COC`)]);
  expect([requested('order-operate'), emulator.orders()[0]?.status]).toEqual([0, 'PROCESSING']);
});

it('pauses, continues, skips and cancels, each with --yes only', async () => {
  const { run, order, ids, emulator } = await withOrder(SLOW);
  const status = () => emulator.orders()[0]?.status;
  const asked = await run('orders', 'pause', order);
  expect([asked.code, status()]).toEqual([2, 'PROCESSING']);
  expect(asked.out).toMatch(new RegExp(`batch 1: .*${ids[0]}.*, PROCESSING\n`));
  expect([(await run('orders', 'pause', order, '--yes')).code, status()]).toEqual([0, 'PAUSED']);
  expect([(await run('orders', 'continue', order, '--yes')).code, status()]).toEqual([0, 'PROCESSING']);
  expect((await run('orders', 'skip', order, '--batch', '3', '--yes')).code).toBe(0);
  const one = await run('orders', 'cancel', order, '--server', ids[0] ?? '', '--yes');
  expect([one.code, one.out]).toEqual([0, expect.stringContaining('"operation_type": "CANCEL_INSTANCE"')]);
  expect([(await run('orders', 'cancel', order, '--yes')).code, status()]).toEqual([0, 'CANCELED']);
  const again = await run('orders', 'cancel', order, '--yes');
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('COC.00040601')]);
});
