import { Child } from '../harness/child.ts';
import { type Figure, figure } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import type { OutboxWorker } from '../processes/outbox-worker.ts';

const SERIES = 50_000;
/** The size of the load: as many alerts as a thousand a second would be, sent as fast as possible. */
const ALERTS_A_MINUTE = 60_000;

/** Row 8: the bytes written below the data directory for each byte of an event, checkpoints included. */
export async function measureWrites(lab: Lab): Promise<readonly Figure[]> {
  const worker = new Child<OutboxWorker>(lab, 'outbox-worker');
  await worker.ask('open', await lab.directory());
  const count = Math.round(lab.minutes * ALERTS_A_MINUTE);
  const { ms } = await worker.ask('steady', { from: 0, count, series: SERIES, writers: 64 });
  await worker.ask('close', undefined);
  const { bytes, encodedBytes, syncs } = await worker.ask('written', undefined);
  const load = `${count} alerts accepted and delivered in ${(ms / 1_000).toFixed(1)} s`;
  const note = `${load}; ${Math.round(bytes / 2 ** 20)} MB written, ${syncs} syncs`;
  const about = {
    row: '8 writes',
    name: `write amplification, ${lab.minutes} min of load`,
    unit: 'x',
  } as const;
  return [figure({ ...about, goal: { is: '<=', value: 1.3 }, gate: true, note }, [bytes / encodedBytes])];
}
