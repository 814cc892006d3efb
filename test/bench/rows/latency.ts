import { Agent } from '../harness/agent.ts';
import { Child } from '../harness/child.ts';
import { type Figure, figure, middle, ratios } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import type { BaselineServer } from '../processes/baseline-server.ts';
import type { CocStub } from '../processes/coc-stub.ts';
import type { LoadGenerator } from '../processes/load.ts';

const SERIES = 50_000;
const SENDERS = 64;
const RATE = 1_000;
const KINDS = ['senders', 'rate'] as const;
const SERVERS = ['agent', 'baseline'] as const;

interface PeriodicLoop {
  readonly p50: number[];
  readonly p99: number[];
}

type Found = Readonly<
  Record<(typeof KINDS)[number], Readonly<Record<(typeof SERVERS)[number], PeriodicLoop>>>
>;

async function measureRounds(lab: Lab): Promise<Found> {
  const load = new Child<LoadGenerator>(lab, 'load');
  const baseline = new Child<BaselineServer>(lab, 'baseline-server');
  const coc = new Child<CocStub>(lab, 'coc-stub');
  const cocUrl = await coc.ask('listen', undefined);
  const agent = await Agent.start(lab, { dataDir: await lab.directory(), cocUrl, concurrency: 64 });
  const urls = { agent: agent.webhookUrl, baseline: await baseline.ask('listen', undefined) };
  const empty = () => ({ agent: { p50: [], p99: [] }, baseline: { p50: [], p99: [] } });
  const found: Found = { senders: empty(), rate: empty() };
  const durationMs = lab.pick({ quick: 1_000, gate: 1_000, full: 4_000 });
  let from = 0;
  for (let round = -1; round < lab.pick({ quick: 2, gate: 3, full: 5 }); round++) {
    for (const kind of KINDS) {
      for (const server of SERVERS) {
        const rate = kind === 'rate' ? { rate: RATE } : {};
        const stream = { url: urls[server], from, series: SERIES, perBody: 1 };
        const sent = await load.ask('run', { ...stream, senders: SENDERS, durationMs, ...rate });
        from += sent.alerts;
        if (round < 0) continue;
        found[kind][server].p50.push(sent.p50Ms);
        found[kind][server].p99.push(sent.p99Ms);
      }
    }
  }
  return found;
}

/** Row 7: the time that a sender waits for its answer while alarms are delivered, against the baseline. */
export async function measureLatency(lab: Lab): Promise<readonly Figure[]> {
  const { senders, rate } = await measureRounds(lab);
  const note = ({ agent, baseline }: Found['rate']) =>
    `p50 ${middle(agent.p50)} and ${middle(baseline.p50)} ms, p99 ${middle(agent.p99)} and ${middle(baseline.p99)} ms`;
  const row = '7 latency';
  return [
    figure({ row, name: `p50 under ${SENDERS} senders`, unit: 'ms' }, senders.agent.p50),
    figure({ row, name: `p99 under ${SENDERS} senders`, unit: 'ms', note: note(senders) }, senders.agent.p99),
    figure(
      {
        ...{ row, name: `p99 / baseline at ${RATE} bodies/s`, unit: 'x', note: note(rate) },
        goal: { is: '<=', value: 1.5 },
      },
      ratios(rate.agent.p99, rate.baseline.p99),
    ),
  ];
}
