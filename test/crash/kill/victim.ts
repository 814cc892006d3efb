import { setTimeout as sleep } from 'node:timers/promises';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { Agent } from '../../acceptance/harness/agent.ts';
import type { Lab } from '../../acceptance/harness/lab.ts';
import { waitFor } from '../../acceptance/harness/wait-for.ts';
import type { Account } from './account.ts';
import { Load } from './load.ts';
import type { Sender } from './sender.ts';

/** The share of incident requests whose answer is lost. */
const UNCERTAIN = 0.3;

/** Makes the integration key of one life. */
function keyOfLife(life: number): string {
  return life.toString(16).padStart(32, '0');
}

/** A call that COC carried out, and whose answer was lost. */
export interface LostAnswer {
  readonly at: number;
  readonly alarmId: string;
}

/** An agent that is killed again and again under load, always on the same directory, and its COC. */
export class Victim {
  readonly emulator: Emulator;
  readonly agent: Agent;
  /** The times of the kills, epoch ms. */
  readonly kills: number[] = [];
  readonly lostAnswers: LostAnswer[] = [];
  /** The exit codes and durations of the lives that SIGTERM ended. */
  readonly ends: { readonly code: number | null; readonly tookMs: number }[] = [];
  readonly #load: Load;
  readonly #random: () => number;
  #noted = 0;

  private constructor(emulator: Emulator, agent: Agent, random: () => number) {
    this.emulator = emulator;
    this.agent = agent;
    this.#random = random;
    this.#load = new Load(agent, random);
  }

  get account(): Account {
    return this.#load.account;
  }

  get senders(): readonly Sender[] {
    return this.#load.senders;
  }

  static async prepare(lab: Lab, name: string, random: () => number): Promise<Victim> {
    const emulator = await createEmulator({ incidentLagMs: 200 });
    const agent = await Agent.prepare(lab, { cocUrl: emulator.url, name });
    // Small sizes, so that segments are sealed, indexed, released and deleted often.
    Object.assign(agent.config, {
      log: { level: 'warn' },
      outbox: { segmentBytes: '64KiB', history: { maxBytes: '1MiB' } },
    });
    return new Victim(emulator, agent, random);
  }

  /** Starts the load, which continues through all kills. */
  load(): void {
    this.useFaults();
    this.#load.start();
  }

  /** Runs one life: starts the agent, and kills it at a random moment, during its recovery or under load. */
  async liveAndDie(): Promise<void> {
    this.#signLife();
    await this.agent.launch();
    if (this.#random() < 0.6) await this.#untilAcknowledged();
    await sleep(50 + this.#random() ** 2 * 1_950);
    this.kills.push(Date.now());
    await this.agent.kill();
    this.noteLostAnswers();
  }

  /** Runs one life and ends it with SIGTERM. Nothing is in flight at the end, so no duplicate is allowed. */
  async liveAndEnd(): Promise<void> {
    this.#signLife();
    await this.agent.start();
    await this.#untilAcknowledged();
    await sleep(this.#random() * 300);
    const began = performance.now();
    this.agent.signal('SIGTERM');
    const { code } = await this.agent.exit();
    this.ends.push({ code, tookMs: performance.now() - began });
    this.noteLostAnswers();
  }

  /** Ends the faults, and lets the agent run until nothing is pending. */
  async comeToRest(): Promise<void> {
    this.#signLife();
    await this.agent.start();
    await this.#load.stop();
    this.noteLostAnswers();
    this.emulator.setFaults({ rules: [] });
    await this.agent.waitForMetric('outbox_entries', {}, 0);
  }

  useFaults(): void {
    this.emulator.setFaults({
      seed: Math.floor(this.#random() * 1e6),
      rules: [
        { match: { operation: 'incident-create' }, probability: UNCERTAIN, fault: { type: 'reset-after' } },
        { match: { operation: 'incident-create' }, probability: 0.1, fault: { type: 'reset-before' } },
        { match: { operation: 'alarm' }, probability: 0.01, fault: { type: 'reset-after' } },
        { match: { operation: 'alarm' }, probability: 0.01, fault: { type: 'status', status: 503 } },
      ],
    });
  }

  noteLostAnswers(): void {
    for (const { seq, at, alarmId, fault } of this.emulator.requests(10_000)) {
      if (seq <= this.#noted) continue;
      this.#noted = seq;
      if (fault === 'reset-after' && alarmId !== undefined) this.lostAnswers.push({ at, alarmId });
    }
  }

  async close(): Promise<void> {
    for (const sender of this.senders) sender.stop();
    await this.emulator.stop();
  }

  /** Gives each life its own key, so that the emulator's record names the life that called. */
  #signLife(): void {
    this.agent.config.coc.integrationKey = keyOfLife(this.kills.length + this.ends.length);
  }

  #untilAcknowledged(): Promise<unknown> {
    const before = this.account.acknowledged;
    return waitFor(
      'an acknowledgement',
      async () => this.account.acknowledged,
      (now) => now > before,
    );
  }
}
