import type { Backlog } from '../harness/backlog.ts';
import { Child } from '../harness/child.ts';
import { type Figure, figure, middle, ratios } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import type { OutboxWorker } from '../processes/outbox-worker.ts';
import { measureLoss, measureStart } from './starts.ts';

const NAMES = new Map([
  [1_000, '1 k'],
  [10_000, '10 k'],
  [100_000, '100 k'],
  [1_000_000, '1 M'],
]);

/**
 * Fills a directory in a process that then ends, so that the measured process has not made its own backlog.
 */
async function fill(lab: Lab, size: number, series: number): Promise<Backlog> {
  const directory = await lab.directory();
  const worker = new Child<OutboxWorker>(lab, 'outbox-worker');
  await worker.ask('open', directory);
  const { ms } = await worker.ask('fill', { from: 0, count: size, series });
  await worker.ask('close', undefined);
  await worker.stop();
  lab.say(`filled ${size} entries over ${series} series in ${(ms / 1_000).toFixed(1)} s`);
  const name = NAMES.get(size) ?? String(size);
  return { name, size, series, directory, pending: size, next: size };
}

/**
 * The limit is above the goal, as the minimum of nine rounds still varies by a tenth. A cost that grows with
 * the backlog is far above it.
 */
const GATE_COST = 1.35;

/**
 * How many rounds are measured. Other processes can only add to the time of a round, so more rounds bring the
 * minimum nearer to the cost of the code: a missed gate is measured on, up to `most`.
 */
const ROUNDS = { quick: { few: 3, most: 3 }, gate: { few: 9, most: 36 }, full: { few: 9, most: 9 } };

const OPERATIONS = ['accept', 'settle'] as const;
type Costs = Readonly<Record<(typeof OPERATIONS)[number], number[]>>;

/** Row 5: the CPU time of an accept and of a settle, measured in turn at each backlog. */
async function measureCosts(lab: Lab, backlogs: readonly Backlog[]): Promise<readonly Figure[]> {
  const count = lab.pick({ quick: 2_000, gate: 5_000, full: 10_000 });
  const workers = new Map<Backlog, Child<OutboxWorker>>();
  const costs = new Map<Backlog, Costs>();
  for (const backlog of backlogs) {
    const worker = new Child<OutboxWorker>(lab, 'outbox-worker');
    await worker.ask('open', backlog.directory);
    workers.set(backlog, worker);
    costs.set(backlog, { accept: [], settle: [] });
  }
  const { few, most } = lab.pick(ROUNDS);
  const missed = () =>
    OPERATIONS.some((operation) => leastCost(backlogs, costs, operation).ratio > GATE_COST);
  for (let round = -2; round < few || (round < most && missed()); round++) {
    for (const [backlog, worker] of workers) {
      const { next: from, series } = backlog;
      const accepted = await worker.ask('accept', { from, series, count, writers: 16 });
      backlog.next += count;
      const settled = await worker.ask('settle', { count, width: 16 });
      if (round < 0) continue;
      costs.get(backlog)?.accept.push(accepted.cpuUs / count);
      costs.get(backlog)?.settle.push(settled.cpuUs / count);
    }
  }
  for (const worker of workers.values()) {
    await worker.ask('close', undefined);
    await worker.stop();
  }
  return OPERATIONS.flatMap((operation) => costFigures(backlogs, costs, operation));
}

/** The least cost at the longest backlog, compared with that at the one it is judged by. */
function leastCost(
  backlogs: readonly Backlog[],
  costs: ReadonlyMap<Backlog, Costs>,
  operation: (typeof OPERATIONS)[number],
): { readonly judged: Backlog | undefined; readonly ratio: number } {
  // Bodies of a short backlog are still in memory, those of a longer one are read back: a step, not a slope.
  const judged = operation === 'settle' ? backlogs.at(-2) : backlogs[0];
  const least = (backlog: Backlog | undefined) =>
    Math.min(...((backlog && costs.get(backlog)?.[operation]) ?? []));
  return { judged, ratio: least(backlogs.at(-1)) / least(judged) };
}

function costFigures(
  backlogs: readonly Backlog[],
  costs: ReadonlyMap<Backlog, Costs>,
  operation: (typeof OPERATIONS)[number],
): readonly Figure[] {
  const row = '5 backlog';
  const of = (backlog: Backlog | undefined) => (backlog && costs.get(backlog)?.[operation]) ?? [];
  const most = backlogs.at(-1);
  const goal = { is: '<=', value: 1.2 } as const;
  const compared = (to: Backlog | undefined) => {
    const note = `CPU ${middle(of(most))} and ${middle(of(to))} us`;
    const name = `${operation}: cost at ${most?.name} / at ${to?.name}`;
    return figure({ row, name, unit: 'x', goal, note }, ratios(of(most), of(to)));
  };
  const { judged, ratio } = leastCost(backlogs, costs, operation);
  const name = `${operation}: least cost at ${most?.name} / at ${judged?.name}`;
  return [
    ...backlogs.map((backlog) =>
      figure({ row, name: `CPU of ${operation} at ${backlog.name}`, unit: 'us' }, of(backlog)),
    ),
    compared(backlogs[0]),
    ...(operation === 'settle' ? [compared(backlogs.at(-2))] : []),
    figure({ row, name, unit: 'x', goal: { is: '<=', value: GATE_COST }, gate: true }, [ratio]),
  ];
}

/** Rows 5 and 6: the cost of a backlog. */
export async function measureBacklogs(lab: Lab): Promise<readonly Figure[]> {
  const sizes = lab.pick({
    quick: [1_000, 100_000],
    gate: [1_000, 100_000, 1_000_000],
    full: [...NAMES.keys()],
  });
  const backlogs: Backlog[] = [];
  for (const size of sizes) backlogs.push(await fill(lab, size, 50_000));
  const figures: Figure[] = [...(await measureCosts(lab, backlogs))];
  const limits = { ready: 2, rssMb: 300, gateRssMb: 450 };
  for (const backlog of backlogs)
    figures.push(...(await measureStart(lab, backlog, backlog.size >= 1_000_000 ? limits : undefined)));
  const whole = backlogs.at(lab.size === 'full' ? -1 : 1);
  if (whole) figures.push(...(await measureLoss(lab, whole)));
  if (lab.size !== 'full') return figures;
  const wide = await fill(lab, 1_000_000, 1_000_000);
  return [...figures, ...(await measureStart(lab, wide, { ready: 10 }))];
}
