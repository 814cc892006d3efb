import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { type App, startApp } from '../../app/app.ts';
import { createEmulator, type Emulator } from '../../emulator/emulator.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { untilSignal } from '../until-signal.ts';
import { type DemoCall, demoCalls } from './demo-alerts.ts';
import { demoConfig } from './demo-config.ts';
import { describeCall, missing, readSeenAlarm, type Seen } from './demo-story.ts';

const ARRIVES_WITHIN_MS = 30_000;
const PORTS = { webhooks: 9095, admin: 9096, emulator: 9097 };
const ANY_PORTS = { webhooks: 0, admin: 0, emulator: 0 };

/**
 * Starts the emulator and the agent on loopback, sends what three monitoring systems would, and tells what became of
 * each alert. Stays until a signal; with `once` it ends, with 1 when anything is missing.
 */
export async function runDemo({ once }: { readonly once: boolean }): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-demo-'));
  const ports = once ? ANY_PORTS : PORTS;
  const emulator = await createEmulator({ port: ports.emulator, incidentLagMs: 1_000 });
  const file = join(directory, 'config.yaml');
  await writeFile(file, demoConfig({ cocUrl: emulator.url, dataDir: join(directory, 'data'), ports }));
  const app = await startApp({ configFile: file, environment: {} });
  try {
    say(`COC emulator at ${emulator.url}, agent at ${app.webhooksUrl}\n`);
    const lacking = await tellAll(app, emulator);
    await tellStory(app, emulator);
    say(lacking.length === 0 ? 'Everything has arrived.' : `Missing: ${lacking.join('; ')}`);
    if (!once) {
      sayWhereToLook({ app, emulator, file });
      await untilSignal();
    }
    return lacking.length === 0 ? EXIT_OK : EXIT_FAILED;
  } finally {
    await app.stop();
    await emulator.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function tellAll(app: App, emulator: Emulator): Promise<readonly string[]> {
  const lacking: string[] = [];
  for (const [i, call] of demoCalls(Date.now()).entries()) {
    const sentAt = performance.now();
    const { statusCode, body } = await request(`${app.webhooksUrl}/webhooks/${call.source}`, {
      method: 'POST',
      headers: call.headers,
      body: call.body,
    });
    const answer = await body.text();
    const arrived = await untilArrived(call, emulator);
    const took = Math.round(performance.now() - sentAt);
    say(`${i + 1}. ${call.says}`);
    say(`   answered ${statusCode} ${answer}`);
    for (const line of describeCall(call, seenBy(emulator))) say(`   ${line}`);
    if (call.expects.length > 0)
      say(`   ${arrived.length === 0 ? `in COC after ${took} ms` : 'not in COC yet'}`);
    say('');
    lacking.push(...arrived);
    if (statusCode !== 200) lacking.push(`a good answer to: ${call.says}`);
  }
  return lacking;
}

const statusSchema = z.object({ outbox: z.object({ pending: z.number() }) });
const storySchema = z.object({ steps: z.array(z.object({ at: z.number(), words: z.string() })) });

/** What the agent itself tells of the first alarm, once it knows all that COC has. */
async function tellStory(app: App, emulator: Emulator): Promise<void> {
  const [first] = seenBy(emulator).alarms;
  if (!first) return;
  await untilSettled(app);
  const { body } = await request(`${app.adminUrl}/api/v1/alarms/${first.alarmId}`);
  const { steps } = storySchema.parse(await body.json());
  say(`The story of ${first.alarmName}, as the agent tells it:`);
  for (const { at, words } of steps) say(`   ${new Date(at).toISOString().slice(11, 23)}  ${words}`);
  say('');
}

/** Waits until nothing is on its way to COC: COC has an alarm before its answer is back. */
async function untilSettled(app: App): Promise<void> {
  const deadline = performance.now() + ARRIVES_WITHIN_MS;
  while (performance.now() < deadline) {
    const { body } = await request(`${app.adminUrl}/api/v1/status`);
    if (statusSchema.parse(await body.json()).outbox.pending === 0) return;
    await sleep(10);
  }
}

/** Waits until COC has everything that a call was to bring about. Answers what is still missing. */
async function untilArrived(call: DemoCall, emulator: Emulator): Promise<readonly string[]> {
  const deadline = performance.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const lacking = missing(call, seenBy(emulator));
    if (lacking.length === 0 || performance.now() > deadline) return lacking;
    await sleep(10);
  }
}

function seenBy(emulator: Emulator): Seen {
  const alarms = emulator.alarms().flatMap(({ body }) => readSeenAlarm(body) ?? []);
  return { alarms, incidents: emulator.incidents() };
}

function sayWhereToLook({ app, emulator, file }: { app: App; emulator: Emulator; file: string }): void {
  say('');
  say(`  what COC has received   ${emulator.url}/`);
  say(`  metrics of the agent    ${app.adminUrl}/metrics`);
  say(`  its state               ${app.adminUrl}/api/v1/status`);
  say(`  its configuration       ${file}`);
  say(`  the alarms that it has  coc-alarm-agent alarms list --config ${file}`);
  say('');
  say('Running until Ctrl-C.');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
