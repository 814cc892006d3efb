import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../../src/emulator/faults/fault.ts';
import type { TimerClock } from '../../../src/time/clock.ts';
import { alertmanagerBody } from '../../support/alertmanager-body.ts';
import { DrivenClock } from '../../support/driven-clock.ts';
import { type RunningAgent, runAgent, runEmulator, temporaryDirectory } from '../../support/running-agent.ts';

/** Speed of the clock of agent and emulator, when the machine has time for them. */
export const SPEED = Number(process.env.CRASH_SPEED ?? 60);

/** So many alerts begin to fire together, and the next ones so much later, in ms of the fast clock. */
const WAVE = 50;
const WAVE_MS = 30_000;
/** Number of incidents whose stories are read. */
const STORIES = Number(process.env.CRASH_STORIES ?? 10);
/** Time for which the faults go on when every incident was asked for once, in ms of the fast clock. */
const STORM_MS = 600_000;

/** Credentials, and the limit of one call. It counts real time, so it is long for a machine that is busy. */
const coc = `auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }
  timeout: 2s`;
/** The waits of the agent are the default ones, but for reading open incidents, which is not the point here. */
const waits = 'incidentPoll: { initial: 10m, max: 10m }';

/**
 * Lets an agent live through these faults of COC while `count` alerts begin to fire, each with an incident of
 * its own. Then COC settles, and the agent has to come to rest.
 */
export async function liveThrough(count: number, faults: FaultRulesInput) {
  const clock = new DrivenClock(SPEED);
  onTestFinished(() => clock.stop());
  const emulator = await runEmulator({ clock });
  emulator.setFaults(faults);
  const directory = await temporaryDirectory();
  const agent = await runAgent({ cocUrl: emulator.url, directory, coc, waits, clock });
  const began = clock.monotonic();
  await sendInWaves(agent, count, clock);
  await until(async () => (await agent.metric('incidents_requested_total')) === count);
  await until(async () => (await agent.metric('incidents{state="requested"}')) === 0);
  await pass(clock, STORM_MS);
  const calls = callsOf(emulator);
  emulator.setFaults({ rules: [] });
  await until(async () => emulator.lateCalls() === 0 && (await agent.metric('outbox_entries')) === 0);
  const seconds = Math.round((clock.monotonic() - began) / 1_000);
  const metrics = {
    opened: await agent.metric('incidents{state="opened"}'),
    undecided: await agent.metric('incidents{state="undecided"}'),
    deadLetters: await agent.metric('dead_letters'),
  };
  const shown = await shownBy(agent);
  const told = { numbers: shown.map(({ incidentNum }) => incidentNum), unnamed: await unnamed(agent, shown) };
  return { opened: emulator.incidents(), told, ...calls, metrics, seconds };
}

async function sendInWaves(agent: RunningAgent, count: number, clock: TimerClock): Promise<void> {
  for (let first = 0; first < count; first += WAVE) {
    const length = Math.min(WAVE, count - first);
    const alerts = Array.from({ length }, (_, n) => ({ name: `Down${first + n}`, severity: 'critical' }));
    expect((await agent.post('alertmanager', alertmanagerBody(...alerts))).status).toBe(200);
    await pass(clock, WAVE_MS);
  }
}

function callsOf(emulator: Emulator) {
  const operations = emulator.requests(1_000_000).map(({ operation }) => operation);
  const count = (one: string) => operations.filter((operation) => operation === one).length;
  return { asked: count('incident-create'), looks: count('incident-list') };
}

/** An incident as the agent shows it. */
interface Shown {
  readonly key: string;
  readonly incidentNum?: string;
}

/** All incidents that the agent lists. */
async function shownBy(agent: RunningAgent): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (;;) {
    const { text } = await agent.admin(`/api/v1/incidents?limit=500&offset=${shown.length}`);
    const { total, incidents } = JSON.parse(text) as { total: number; incidents: Shown[] };
    shown.push(...incidents);
    if (incidents.length === 0 || shown.length >= total) return shown;
  }
}

/**
 * Incidents whose story does not say under which number COC opened them, out of `STORIES` of these. A story is
 * told from the whole history, so reading all of them would take longer than everything else.
 */
async function unnamed(agent: RunningAgent, shown: readonly Shown[]): Promise<readonly string[]> {
  const keys: string[] = [];
  const step = Math.max(1, Math.floor(shown.length / STORIES));
  for (const { key, incidentNum } of shown.filter((_, index) => index % step === 0)) {
    const { text } = await agent.admin(`/api/v1/incidents/${key}`);
    const { steps } = JSON.parse(text) as { steps: { words: string }[] };
    if (!steps.some(({ words }) => words.endsWith(` is open in COC as ${incidentNum}.`))) keys.push(key);
  }
  return keys;
}

/** Lets time pass by the clock of agent and emulator. */
function pass(clock: TimerClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/** Waits for a condition without a limit of its own: the test has one. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(100);
}
