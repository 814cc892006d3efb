import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../harness/agent.ts';
import { Child } from '../harness/child.ts';
import { type Figure, figure, middle, ratios } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import { cpuUsOf } from '../harness/proc.ts';
import type { BaselineServer } from '../processes/baseline-server.ts';
import type { CocStub } from '../processes/coc-stub.ts';
import type { LoadGenerator, Sent } from '../processes/load.ts';
import type { RawClient } from '../processes/raw-client.ts';

const CONCURRENCY = 64;
const SENDERS = 32;
const SERIES = 50_000;
const DRAINED_WITHIN_MS = 120_000;

/** A server under load, and its position in the stream. */
interface Server {
  readonly url: string;
  readonly pid: number;
  next: number;
}

interface Bench {
  readonly lab: Lab;
  readonly load: Child<LoadGenerator>;
  readonly raw: Child<RawClient>;
  readonly coc: Child<CocStub>;
  readonly cocUrl: string;
  readonly baseline: Server;
  readonly paused: Server;
  readonly delivering: Server;
  /** The number of calls that the stub has accepted once the delivering agent has nothing pending. */
  expected: number;
}

/** The results of one kind of server in all rounds. */
interface PeriodicLoop {
  readonly perSecond: number[];
  readonly cpuUs: number[];
}

async function startServers(lab: Lab): Promise<Bench> {
  const load = new Child<LoadGenerator>(lab, 'load');
  const raw = new Child<RawClient>(lab, 'raw-client');
  const baseline = new Child<BaselineServer>(lab, 'baseline-server');
  const down = new Child<CocStub>(lab, 'coc-stub');
  const coc = new Child<CocStub>(lab, 'coc-stub');
  await down.ask('be', 'down');
  const [downUrl, cocUrl] = [await down.ask('listen', undefined), await coc.ask('listen', undefined)];
  const start = async (url: string): Promise<Server> => {
    const settings = { dataDir: await lab.directory(), cocUrl: url, concurrency: CONCURRENCY };
    const { webhookUrl, pid } = await Agent.start(lab, settings);
    return { url: webhookUrl, pid, next: 0 };
  };
  return {
    ...{ lab, load, raw, coc, cocUrl },
    baseline: { url: await baseline.ask('listen', undefined), pid: baseline.pid, next: 0 },
    paused: await start(downUrl),
    delivering: await start(cocUrl),
    expected: 0,
  };
}

async function loadOn(
  { load }: Bench,
  server: Server,
  { perBody, durationMs }: { perBody: number; durationMs: number },
): Promise<Sent & { readonly cpuUs: number }> {
  const before = cpuUsOf(server.pid);
  const stream = { url: server.url, from: server.next, series: SERIES };
  const sent = await load.ask('run', { ...stream, perBody, durationMs, senders: SENDERS });
  server.next += sent.alerts;
  if (sent.refused > 0) throw new Error(`${sent.refused} of ${sent.bodies} bodies were refused`);
  return { ...sent, cpuUs: (cpuUsOf(server.pid) - before) / sent.bodies };
}

/** Waits until COC has every alert that the delivering agent accepted. */
async function drained({ coc, expected }: Bench): Promise<void> {
  const deadline = performance.now() + DRAINED_WITHIN_MS;
  for (;;) {
    const { accepted } = await coc.ask('seen', undefined);
    if (accepted >= expected) return;
    if (performance.now() > deadline) throw new Error(`COC has ${accepted} of ${expected} alarms`);
    await sleep(50);
  }
}

function keep(
  rounds: PeriodicLoop,
  { bodies, ms, cpuUs }: { bodies: number; ms: number; cpuUs: number },
): void {
  rounds.perSecond.push((bodies / ms) * 1_000);
  rounds.cpuUs.push(cpuUs);
}

const SERVERS = ['baseline', 'paused', 'delivering'] as const;

async function rounds(bench: Bench, perBody: number) {
  const { lab, coc, raw, cocUrl } = bench;
  const durationMs = lab.pick({ quick: 1_000, gate: 1_000, full: 3_000 });
  const empty = (): PeriodicLoop => ({ perSecond: [], cpuUs: [] });
  const found = { baseline: empty(), paused: empty(), delivering: empty() };
  const [delivered, bare]: [number[], number[]] = [[], []];
  const count = lab.pick({ quick: 2, gate: 3, full: 5 });
  for (let round = -1; round < count; round++) {
    for (const name of SERVERS) {
      const before = await coc.ask('seen', undefined);
      const sent = await loadOn(bench, bench[name], { perBody, durationMs });
      const after = await coc.ask('seen', undefined);
      if (name === 'delivering') {
        bench.expected += sent.alerts;
        await drained(bench);
      }
      if (round < 0) continue;
      keep(found[name], sent);
      if (name === 'delivering') delivered.push(((after.accepted - before.accepted) / sent.ms) * 1_000);
    }
    const calls = { url: cocUrl, count: 4_000, concurrency: CONCURRENCY };
    const { ms } = await raw.ask('run', calls);
    bench.expected += calls.count;
    if (round >= 0) bare.push((calls.count / ms) * 1_000);
  }
  return { ...found, delivered, bare };
}

const GOALS = { paused: { 1: 0.8, 50: 0.35 }, delivering: { 1: 0.5, 50: 0.2 } } as const;

/** Row 1: webhooks a second, agent against an express server that only parses, validates and answers. */
export async function measureIngest(lab: Lab): Promise<readonly Figure[]> {
  const bench = await startServers(lab);
  const figures: Figure[] = [];
  for (const perBody of [1, 50] as const) {
    const found = await rounds(bench, perBody);
    for (const name of ['paused', 'delivering'] as const) {
      const { perSecond, cpuUs } = found[name];
      const speeds = `${middle(perSecond)} and ${middle(found.baseline.perSecond)} bodies/s`;
      const note = `${speeds}; CPU ${middle(cpuUs)} and ${middle(found.baseline.cpuUs)} us a body`;
      const title = `${name} / baseline, ${perBody} ${perBody === 1 ? 'alert' : 'alerts'} a body`;
      const goal = { is: '>=', value: GOALS[name][perBody] } as const;
      const about = { row: '1 ingest', name: title, unit: 'x', goal, note } as const;
      figures.push(figure(about, ratios(perSecond, found.baseline.perSecond)));
    }
    const note = `${middle(found.delivered)} and ${middle(found.bare)} alarms/s`;
    const title = `delivered under full ingest / bare undici, ${perBody} a body`;
    const goal = { is: '>=', value: 0.2 } as const;
    const about = { row: '4 drain', name: title, unit: 'x', goal, note } as const;
    figures.push(figure(about, ratios(found.delivered, found.bare)));
  }
  return figures;
}
