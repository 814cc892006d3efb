import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { Agent } from '../harness/agent.ts';
import { webhookBody } from '../harness/alerts.ts';
import { Child } from '../harness/child.ts';
import { type Figure, figure } from '../harness/figure.ts';
import type { Lab } from '../harness/lab.ts';
import { memoryOf } from '../harness/proc.ts';
import type { AlertmanagerStub } from '../processes/alertmanager-stub.ts';
import type { CocStub } from '../processes/coc-stub.ts';
import type { OutboxWorker } from '../processes/outbox-worker.ts';

const OPEN = 50_000;
const PER_BODY = 50;
/** The interval of the checks whether the agent answers. */
const LOOK_EVERY_MS = 2;
/** The time of these checks before the end of a pass is read: longer than a pass may take. */
const PASS_MS = 3_000;
const PASS_ENDS_WITHIN_MS = 60_000;

/** Row 10: the agent with 50,000 firing alarms that COC knows. */
export async function measureOpenAlarms(lab: Lab): Promise<readonly Figure[]> {
  const dataDir = await openAlarms(lab);
  const coc = new Child<CocStub>(lab, 'coc-stub');
  const stub = new Child<AlertmanagerStub>(lab, 'alertmanager-stub');
  const reconcileUrl = await stub.ask('listen', OPEN);
  const settings = { dataDir, cocUrl: await coc.ask('listen', undefined), concurrency: 64, reconcileUrl };
  const row = `10 open alarms`;
  const ready: number[] = [];
  for (let round = 1; round < lab.pick({ quick: 1, gate: 2, full: 3 }); round++) {
    const agent = await Agent.start(lab, settings);
    ready.push(agent.readyMs / 1_000);
    await agent.stop();
  }
  const agent = await Agent.start(lab, settings);
  ready.push(agent.readyMs / 1_000);
  const passes = await measurePasses(lab, agent, stub);
  const repeats = await send(agent, { from: 0, bodies: lab.pick({ quick: 40, gate: 100, full: 200 }) });
  const changes = await send(agent, { from: OPEN, bodies: lab.pick({ quick: 20, gate: 50, full: 100 }) });
  const { highestMb } = memoryOf(agent.pid);
  await agent.stop();
  const most = (value: number) => ({ goal: { is: '<=', value } as const });
  const whole = 'bodies of fifty, one after the other, each read, decided and on disk';
  return [
    figure({ row, name: 'webhook, each repeated alert', unit: 'ms', ...most(1), note: whole }, repeats),
    figure({ row, name: 'webhook, each alert that changes', unit: 'ms', ...most(1), note: whole }, changes),
    figure(
      { row, name: 'pass of reconciliation', unit: 's', ...most(2) },
      passes.map(({ s }) => s),
    ),
    figure(
      { row, name: 'longest wait for an answer in a pass', unit: 'ms', ...most(50) },
      passes.map(({ heldUpMs }) => heldUpMs),
    ),
    figure({ row, name: 'start to ready', unit: 's', ...most(3) }, ready),
    figure({ row, name: 'highest RSS', unit: 'MB', ...most(300) }, [highestMb]),
  ];
}

/** Makes a directory with open alarms, in a process that then ends. Returns its path. */
async function openAlarms(lab: Lab): Promise<string> {
  const directory = await lab.directory();
  const worker = new Child<OutboxWorker>(lab, 'outbox-worker');
  await worker.ask('open', directory);
  await worker.ask('fill', { from: 0, count: OPEN, series: OPEN });
  await worker.ask('drain', undefined);
  await worker.ask('close', undefined);
  await worker.stop();
  lab.say(`made ${OPEN} open alarms`);
  return directory;
}

/**
 * Measures some passes from the request for the list to their end, and the waiting time of others meanwhile.
 */
async function measurePasses(lab: Lab, agent: Agent, stub: Child<AlertmanagerStub>) {
  const found: { s: number; heldUpMs: number }[] = [];
  for (let round = 0; round < lab.pick({ quick: 2, gate: 3, full: 6 }); round++) {
    const { length: before } = await stub.ask('asked', undefined);
    let asked = await stub.ask('asked', undefined);
    while (asked.length === before) {
      await sleep(20);
      asked = await stub.ask('asked', undefined);
    }
    found.push(await watchPass(agent, (asked.at(-1) ?? 0) / 1_000));
  }
  return found;
}

/** Watches a pass that began at this time (epoch s) to its end. An earlier end belongs to another pass. */
async function watchPass(agent: Agent, askedAt: number): Promise<{ s: number; heldUpMs: number }> {
  let heldUpMs = 0;
  for (const deadline = performance.now() + PASS_ENDS_WITHIN_MS; performance.now() < deadline; ) {
    for (const until = performance.now() + PASS_MS; performance.now() < until; await sleep(LOOK_EVERY_MS))
      heldUpMs = Math.max(heldUpMs, await agent.answersInMs());
    const endedAt = await agent.metric('coc_alarm_agent_reconcile_last_success_timestamp_seconds');
    if (endedAt >= askedAt) return { s: endedAt - askedAt, heldUpMs };
  }
  throw new Error(`a pass did not end within ${PASS_ENDS_WITHIN_MS / 1_000} s`);
}

/** Sends bodies one by one. Returns the ms for each alert, body by body. */
async function send(
  agent: Agent,
  { from, bodies }: { from: number; bodies: number },
): Promise<readonly number[]> {
  const each: number[] = [];
  for (let i = 0; i < bodies; i++) {
    const body = webhookBody({ from: from + i * PER_BODY, count: PER_BODY, series: OPEN });
    const startedAt = performance.now();
    const answer = await request(agent.webhookUrl, { method: 'POST', body });
    await answer.body.dump();
    each.push((performance.now() - startedAt) / PER_BODY);
    if (answer.statusCode !== 200) throw new Error(`a webhook was answered ${answer.statusCode}`);
  }
  return each;
}
