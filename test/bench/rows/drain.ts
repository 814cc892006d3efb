import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from '../harness/agent.ts';
import { Child } from '../harness/child.ts';
import { type Figure, figure, middle, ratios } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import { cpuUsOf } from '../harness/proc.ts';
import type { CocStub } from '../processes/coc-stub.ts';
import type { LoadGenerator } from '../processes/load.ts';
import type { RawClient } from '../processes/raw-client.ts';

const CONCURRENCY = 64;
const SERIES = 50_000;
const PER_BODY = 50;

/** Waits until a stub has accepted this many alarms. Returns the time, ms. */
export async function untilTaken(coc: Child<CocStub>, count: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { accepted } = await coc.ask('seen', undefined);
    if (accepted >= count) return performance.now() - startedAt;
    await sleep(10);
  }
}

/**
 * Row 4: the delivery rate of a backlog, against a bare undici loop to the same server at the same
 * concurrency.
 */
export async function measureDrain(lab: Lab): Promise<readonly Figure[]> {
  const coc = new Child<CocStub>(lab, 'coc-stub');
  const load = new Child<LoadGenerator>(lab, 'load');
  const raw = new Child<RawClient>(lab, 'raw-client');
  const url = await coc.ask('listen', undefined);
  await coc.ask('be', 'down');
  const agent = await Agent.start(lab, {
    dataDir: await lab.directory(),
    cocUrl: url,
    concurrency: CONCURRENCY,
  });
  const count = lab.pick({ quick: 5_000, gate: 10_000, full: 30_000 });
  const found = { drain: [] as number[], bare: [] as number[], cpu: [] as number[], bareCpu: [] as number[] };
  let from = 0;
  let taken = 0;
  for (let round = -1; round < lab.pick({ quick: 2, gate: 3, full: 5 }); round++) {
    await coc.ask('be', 'down');
    const stream = { url: agent.webhookUrl, from, series: SERIES, perBody: PER_BODY };
    const sent = await load.ask('run', {
      ...stream,
      senders: 8,
      durationMs: 60_000,
      bodies: count / PER_BODY,
    });
    from += sent.alerts;
    await coc.ask('be', 'up');
    const before = cpuUsOf(agent.pid);
    await agent.reload();
    taken += sent.alerts;
    const ms = await untilTaken(coc, taken);
    const cpuUs = cpuUsOf(agent.pid) - before;
    const bare = await raw.ask('run', { url, count, concurrency: CONCURRENCY });
    taken += count;
    if (round < 0) continue;
    found.drain.push((sent.alerts / ms) * 1_000);
    found.bare.push((count / bare.ms) * 1_000);
    found.cpu.push(cpuUs / sent.alerts);
    found.bareCpu.push(bare.cpuUs / count);
  }
  const cpu = `CPU ${middle(found.cpu)} and ${middle(found.bareCpu)} us an alarm`;
  const note = `${middle(found.drain)} and ${middle(found.bare)} alarms/s; ${cpu}`;
  const about = {
    row: '4 drain',
    name: `drain / bare undici, ${CONCURRENCY} calls at once`,
    unit: 'x',
  } as const;
  return [figure({ ...about, goal: { is: '>=', value: 0.65 }, note }, ratios(found.drain, found.bare))];
}
