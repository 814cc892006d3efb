import { Child } from '../harness/child.ts';
import { type Figure, figure, middle, ratios } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import type { StoreName, StoreWorker } from '../processes/store-worker.ts';

interface PeriodicLoop {
  readonly perSecond: number[];
  readonly cpuUs: number[];
}

const NONE: PeriodicLoop = { perSecond: [], cpuUs: [] };

async function startStore(lab: Lab, name: StoreName): Promise<Child<StoreWorker>> {
  const child = new Child<StoreWorker>(lab, 'store-worker');
  await child.ask('open', { name, directory: await lab.directory() });
  return child;
}

/** Runs the same appends on each store in turn, for some rounds after a warm-up round. */
async function interleaved(
  lab: Lab,
  stores: ReadonlyMap<StoreName, Child<StoreWorker>>,
  writers: number,
): Promise<ReadonlyMap<StoreName, PeriodicLoop>> {
  const rounds = lab.pick({ quick: 2, gate: 3, full: 5 });
  const seconds = lab.pick({ quick: 0.5, gate: 1, full: 2 });
  const found = new Map<StoreName, PeriodicLoop>();
  for (let round = -1; round < rounds; round++) {
    for (const [name, child] of stores) {
      // A plain lowdb gets slower with each alarm. A hundred are enough to see it.
      const count = name === 'lowdb' ? 100 : Math.round(seconds * (writers === 1 ? 500 : 5_000));
      const { perSecond, cpuUs } = await child.ask('append', { count, writers });
      if (round < 0) continue;
      const kept = found.get(name) ?? { perSecond: [], cpuUs: [] };
      found.set(name, kept);
      kept.perSecond.push(perSecond);
      kept.cpuUs.push(cpuUs);
    }
  }
  return found;
}

function noteOf(of: PeriodicLoop, to: PeriodicLoop): string {
  const cpu = `CPU ${middle(of.cpuUs)} and ${middle(to.cpuUs)} us`;
  return `${middle(of.perSecond)}/s and ${middle(to.perSecond)}/s; ${cpu}`;
}

function compared(
  found: ReadonlyMap<StoreName, PeriodicLoop>,
  writers: number,
  { of, to, least }: { of: StoreName; to: StoreName; least?: number },
): Figure {
  const [ours = NONE, theirs = NONE] = [found.get(of), found.get(to)];
  const name = `${of} / ${to}, ${writers} ${writers === 1 ? 'writer' : 'writers'}`;
  const goal = least === undefined ? {} : { goal: { is: '>=', value: least } as const };
  const about = { row: writers === 1 ? '2 single append' : '3 appends', name, unit: 'x', ...goal } as const;
  return figure({ ...about, note: noteOf(ours, theirs) }, ratios(ours.perSecond, theirs.perSecond));
}

/** Rows 2 and 3: the cost of an append, against the bare disk, SQLite and a plain lowdb. */
export async function measureAppends(lab: Lab): Promise<readonly Figure[]> {
  const missing = await new Child<StoreWorker>(lab, 'store-worker').ask('sqliteMissing', undefined);
  if (missing !== undefined)
    lab.say(`rows with SQLite are left out, better-sqlite3 can't be had: ${missing}`);
  const names: StoreName[] = [
    'raw',
    'journal',
    'outbox',
    ...(missing === undefined ? ['sqlite' as const] : []),
  ];
  const stores = new Map<StoreName, Child<StoreWorker>>();
  for (const name of names) stores.set(name, await startStore(lab, name));
  const single = await interleaved(lab, stores, 1);
  const figures: Figure[] = [
    compared(single, 1, { of: 'journal', to: 'raw' }),
    compared(single, 1, { of: 'outbox', to: 'raw' }),
  ];
  stores.set('lowdb', await startStore(lab, 'lowdb'));
  for (const writers of [16, 64]) {
    const found = await interleaved(lab, stores, writers);
    if (missing === undefined) {
      figures.push(compared(found, writers, { of: 'outbox', to: 'sqlite', least: 0.85 }));
      figures.push(compared(found, writers, { of: 'journal', to: 'sqlite' }));
    }
    figures.push(compared(found, writers, { of: 'outbox', to: 'lowdb' }));
  }
  return figures;
}
