import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { type App, startApp } from '../../app/app.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { readerGone } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { startEmulator } from '../start-emulator.ts';
import { stopSignals } from '../stop-signals.ts';
import { type Arrivals, describeArrivals, findMissing, readArrivedAlarm } from './arrivals.ts';
import { type DemoCall, demoCalls } from './demo-alerts.ts';
import { demoConfig } from './demo-config.ts';

/** Longest wait for an alarm or incident to reach the emulator, ms. */
const ARRIVAL_TIMEOUT_MS = 30_000;
const PORTS = { webhooks: 9095, admin: 9096, emulator: 9097 };
const ANY_PORTS = { webhooks: 0, admin: 0, emulator: 0 };

/**
 * Starts the emulator and the agent on loopback, sends alerts as three monitoring systems would, and prints
 * what becomes of each. Runs until a signal; with `once` it ends by itself. Returns 1 when anything is
 * missing in COC.
 */
export async function runDemo({ once }: { readonly once?: true }): Promise<number> {
  const signals = stopSignals();
  const first = Promise.race([signals.first, readerGone()]);
  const directory = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-demo-'));
  const running: { stop(): Promise<void> }[] = [];
  try {
    const ports = once ? ANY_PORTS : PORTS;
    const emulator = await startEmulator({ port: ports.emulator, incidentLagMs: 1_000 });
    running.unshift(emulator);
    const file = join(directory, 'config.yaml');
    await writeFile(file, demoConfig({ cocUrl: emulator.url, dataDir: join(directory, 'data'), ports }));
    const app = await startApp({ configFile: file, environment: {} });
    running.unshift(app);
    print(`COC emulator at ${emulator.url}, agent at ${app.webhooksUrl}\n`);
    const missing = await Promise.race([showAll(app, emulator), first.then(() => undefined)]);
    if (missing === undefined) return EXIT_FAILED;
    print(missing.length === 0 ? 'Everything has arrived.' : `Missing: ${missing.join('; ')}`);
    if (!once) {
      printWhereToLook({ app, emulator, file });
      await first;
    }
    return missing.length === 0 ? EXIT_OK : EXIT_FAILED;
  } finally {
    await Promise.race([stopAll(running), signals.second]);
    await rm(directory, { recursive: true, force: true });
  }
}

/** Stops the agent before the emulator that it delivers to. */
async function stopAll(running: readonly { stop(): Promise<void> }[]): Promise<void> {
  for (const one of running) await one.stop();
}

/** Sends every call and prints the story of the first alarm. Returns what is missing in COC. */
async function showAll(app: App, emulator: Emulator): Promise<readonly string[]> {
  const missing = await sendAll(app, emulator);
  await printFirstStory(app, emulator);
  return missing;
}

/** Sends every call and prints what becomes of it. Returns what is missing in COC afterwards. */
async function sendAll(app: App, emulator: Emulator): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const [i, call] of demoCalls(Date.now()).entries()) {
    const sentAt = performance.now();
    const { statusCode, body } = await request(`${app.webhooksUrl}/webhooks/${call.source}`, {
      method: 'POST',
      headers: call.headers,
      body: call.body,
    });
    const answer = await body.text();
    const late = await untilArrived(call, emulator);
    const took = Math.round(performance.now() - sentAt);
    print(`${i + 1}. ${call.headline}`);
    print(`   answered ${statusCode} ${answer}`);
    for (const line of describeArrivals(call, arrivalsIn(emulator))) print(`   ${line}`);
    if (call.expects.length > 0)
      print(`   ${late.length === 0 ? `in COC after ${took} ms` : 'not in COC yet'}`);
    print('');
    missing.push(...late);
    if (statusCode !== 200) missing.push(`the answer 200 to "${call.headline}"`);
  }
  return missing;
}

const statusSchema = z.object({ outbox: z.object({ pending: z.number() }) });
const storySchema = z.object({ steps: z.array(z.object({ at: z.number(), words: z.string() })) });

/** Prints the agent's story of the first alarm, once every answer of COC has come back. */
async function printFirstStory(app: App, emulator: Emulator): Promise<void> {
  const [first] = arrivalsIn(emulator).alarms;
  if (!first) return;
  await untilNothingPending(app);
  const { body } = await request(`${app.adminUrl}/api/v1/alarms/${first.alarmId}`);
  const { steps } = storySchema.parse(await body.json());
  print(`The story of ${first.alarmName}, as the agent tells it:`);
  for (const { at, words } of steps) print(`   ${new Date(at).toISOString().slice(11, 23)}  ${words}`);
  print('');
}

/** Waits until nothing is pending in the agent. COC has an alarm before the agent has COC's answer. */
async function untilNothingPending(app: App): Promise<void> {
  const deadline = performance.now() + ARRIVAL_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const { body } = await request(`${app.adminUrl}/api/v1/status`);
    if (statusSchema.parse(await body.json()).outbox.pending === 0) return;
    await sleep(10);
  }
}

/** Waits until COC has all alarms and incidents of a call, or gives up. Returns what is still missing. */
async function untilArrived(call: DemoCall, emulator: Emulator): Promise<readonly string[]> {
  const deadline = performance.now() + ARRIVAL_TIMEOUT_MS;
  for (;;) {
    const missing = findMissing(call, arrivalsIn(emulator));
    if (missing.length === 0 || performance.now() > deadline) return missing;
    await sleep(10);
  }
}

function arrivalsIn(emulator: Emulator): Arrivals {
  const alarms = emulator.alarms().flatMap(({ body }) => readArrivedAlarm(body) ?? []);
  return { alarms, incidents: emulator.incidents() };
}

function printWhereToLook({ app, emulator, file }: { app: App; emulator: Emulator; file: string }): void {
  const command = ownCommand(process.argv[1], process.cwd());
  print('');
  print(`  what COC has received  ${emulator.url}/`);
  print(`  metrics of the agent   ${app.adminUrl}/metrics`);
  print(`  state of the agent     ${app.adminUrl}/api/v1/status`);
  print(`  its configuration      ${file}`);
  print(`  its alarms             ${command} alarms list --config ${file}`);
  print('');
  print('Running until Ctrl-C.');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
