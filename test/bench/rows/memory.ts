import { Child } from '../harness/child.ts';
import { type Figure, figure } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import type { OutboxWorker } from '../processes/outbox-worker.ts';

const SERIES = 5_000;

/** Row 9: memory while COC is away and alerts keep coming. Afterwards everything must arrive in order. */
export async function measureMemory(lab: Lab): Promise<readonly Figure[]> {
  const worker = new Child<OutboxWorker>(lab, 'outbox-worker', ['--expose-gc']);
  await worker.ask('open', await lab.directory());
  // Both counts are a little below a doubling of the table of entries, where memory grows by a step.
  const step = lab.pick({ quick: 32_000, gate: 65_000, full: 260_000 });
  // Memory may grow until the window of bodies is full.
  await worker.ask('fill', { from: 0, count: step, series: SERIES });
  const before = await worker.ask('memory', undefined);
  await worker.ask('fill', { from: step, count: step, series: SERIES });
  const after = await worker.ask('memory', undefined);
  const perEntry = (after.usedBytes - before.usedBytes) / (after.pending - before.pending);
  const { count, outOfOrder, left } = await worker.ask('drain', undefined);
  const row = '9 memory';
  const memory = `${Math.round(before.usedBytes / 2 ** 20)} and ${Math.round(after.usedBytes / 2 ** 20)} MB in use`;
  const note = `${memory} at ${before.pending} and ${after.pending} entries; RSS ${Math.round(after.rssMb)} MB`;
  const none = { is: '<=', value: 0 } as const;
  return [
    figure(
      { row, name: 'growth for each entry', unit: 'B', goal: { is: '<=', value: 100 }, gate: true, note },
      [perEntry],
    ),
    figure({ row, name: 'entries lost', unit: '', goal: none, gate: true, note: `${count} delivered` }, [
      2 * step - count + left,
    ]),
    figure({ row, name: 'entries out of order', unit: '', goal: none, gate: true }, [outOfOrder]),
  ];
}
