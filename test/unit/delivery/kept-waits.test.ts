import { expect, it } from 'vitest';
import { KeptWaits } from '../../../src/delivery/kept-waits.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryNote } from '../coc/memory-note.ts';

function parts() {
  const [note, clock] = [new MemoryNote(), new FakeClock()];
  const failures: unknown[] = [];
  const start = () => new KeptWaits(note, clock, (error) => failures.push(error));
  const left = async () => [...(await start().recall())];
  return { note, clock, failures, start, left };
}

it('the waits that destinations asked for outlive the process, until they are over', async () => {
  const { clock, start, left } = parts();
  expect(await left()).toEqual([]);
  const waits = start();
  await waits.recall();
  await Promise.all([
    waits.keep('alarms/default', { leftMs: 40_000, detail: 'HTTP 429' }),
    waits.keep('incidents', { leftMs: 10_000, detail: 'HTTP 429' }),
  ]);
  clock.advance(9_999);
  expect(await left()).toEqual([
    ['alarms/default', { leftMs: 30_001, detail: 'HTTP 429' }],
    ['incidents', { leftMs: 1, detail: 'HTTP 429' }],
  ]);
  clock.advance(1);
  expect(await left()).toEqual([['alarms/default', { leftMs: 30_000, detail: 'HTTP 429' }]]);
});

it('a wait that has ended early is forgotten, and another of the last process is not', async () => {
  const { note, start, left } = parts();
  const before = start();
  for (const name of ['alarms/default', 'incidents'])
    await before.keep(name, { leftMs: 5_000, detail: 'no' });
  const waits = start();
  await waits.recall();
  await waits.forget('incidents');
  expect(await left()).toEqual([['alarms/default', { leftMs: 5_000, detail: 'no' }]]);
  const { writes } = note;
  await waits.forget('incidents');
  expect(note.writes).toBe(writes);
});

it('a clock that is set never makes a wait longer', async () => {
  const { clock, start, left } = parts();
  await start().keep('incidents', { leftMs: 5_000, detail: 'no' });
  clock.set(-3_600_000);
  expect(await left()).toEqual([['incidents', { leftMs: 5_000, detail: 'no' }]]);
});

it('a wait that cannot be stored is told, and an unreadable note holds none', async () => {
  const { note, failures, start, left } = parts();
  note.isFull = true;
  await start().keep('incidents', { leftMs: 5_000, detail: 'no' });
  expect(failures).toEqual([new Error('ENOSPC')]);
  note.text = '{"v":1,"waits":{"incidents":{"until":"later"}}}';
  expect(await left()).toEqual([]);
});
