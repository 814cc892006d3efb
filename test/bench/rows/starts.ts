import { Agent } from '../harness/agent.ts';
import type { Backlog } from '../harness/backlog.ts';
import { Child } from '../harness/child.ts';
import { type Figure, figure } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import { memoryOf } from '../harness/proc.ts';
import type { CocStub } from '../processes/coc-stub.ts';
import type { OutboxWorker } from '../processes/outbox-worker.ts';
import { untilTaken } from './drain.ts';

interface Limits {
  readonly ready: number;
  readonly rssMb?: number;
  /**
   * Limit for the round with the least RSS: above it a build fails. Other rounds may
   * need more, because a busy machine collects garbage later.
   */
  readonly gateRssMb?: number;
}

/** Row 6: the time and memory of a start on a backlog, of the outbox and of the whole agent. */
export async function measureStart(lab: Lab, backlog: Backlog, limits?: Limits): Promise<readonly Figure[]> {
  const row = '6 start';
  const about = `${backlog.name} entries, ${backlog.series} series`;
  const coc = new Child<CocStub>(lab, 'coc-stub');
  await coc.ask('be', 'down');
  const settings = {
    dataDir: backlog.directory,
    cocUrl: await coc.ask('listen', undefined),
    concurrency: 64,
  };
  const found = { ready: [] as number[], rss: [] as number[], open: [] as number[] };
  for (let round = 0; round < lab.pick({ quick: 1, gate: 2, full: 3 }); round++) {
    const worker = new Child<OutboxWorker>(lab, 'outbox-worker');
    found.open.push((await worker.ask('open', backlog.directory)).ms / 1_000);
    await worker.ask('close', undefined);
    await worker.stop();
    const agent = await Agent.start(lab, settings);
    found.ready.push(agent.readyMs / 1_000);
    found.rss.push(memoryOf(agent.pid).highestMb);
    await agent.stop();
  }
  await coc.stop();
  const most = (value: number | undefined) =>
    value === undefined ? {} : { goal: { is: '<=', value } as const };
  return [
    figure({ row, name: `journal.open, ${about}`, unit: 's' }, found.open),
    figure({ row, name: `start to ready, ${about}`, unit: 's', ...most(limits?.ready) }, found.ready),
    figure({ row, name: `highest RSS, ${about}`, unit: 'MB', ...most(limits?.rssMb) }, found.rss),
    ...(limits?.gateRssMb === undefined ? [] : [leastRss(about, found.rss, limits.gateRssMb)]),
  ];
}

function leastRss(about: string, rss: readonly number[], most: number): Figure {
  const name = `highest RSS, best round, ${about}`;
  const goal = { is: '<=', value: most } as const;
  return figure({ row: '6 start', name, unit: 'MB', goal, gate: true }, [Math.min(...rss)]);
}

/** The rest of row 6: the whole backlog arrives, once and in order. */
export async function measureLoss(lab: Lab, backlog: Backlog): Promise<readonly Figure[]> {
  const coc = new Child<CocStub>(lab, 'coc-stub');
  await coc.ask('track', undefined);
  const cocUrl = await coc.ask('listen', undefined);
  const agent = await Agent.start(lab, { dataDir: backlog.directory, cocUrl, concurrency: 64 });
  const ms = await Promise.race([untilTaken(coc, backlog.pending), timeLimit(backlog.pending)]);
  const { accepted, repeated, outOfOrder } = await coc.ask('seen', undefined);
  const { highestMb } = memoryOf(agent.pid);
  await agent.stop();
  const note = `${accepted} delivered in ${(ms / 1_000).toFixed(1)} s, highest RSS ${Math.round(highestMb)} MB`;
  const about = { row: '6 start', unit: '', goal: { is: '<=', value: 0 }, gate: true } as const;
  const lost = backlog.pending - (accepted - repeated);
  return [
    figure({ ...about, name: `lost of the backlog of ${backlog.name}`, note }, [lost]),
    figure({ ...about, name: `out of order of ${backlog.name}` }, [outOfOrder]),
    figure({ ...about, name: `twice of ${backlog.name}` }, [repeated]),
  ];
}

function timeLimit(entries: number): Promise<number> {
  const ms = 30_000 + entries;
  return new Promise((resolve) => setTimeout(() => resolve(ms), ms).unref());
}
