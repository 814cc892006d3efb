import { onTestFinished } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { Agent } from '../../acceptance/harness/agent.ts';
import type { Lab } from '../../acceptance/harness/lab.ts';
import type { RunningProcess } from '../../acceptance/harness/running-process.ts';
import { waitFor } from '../../acceptance/harness/wait-for.ts';
import { alertmanagerBody } from '../../support/alertmanager-body.ts';

/** What acknowledged, and refused, a request. */
export interface Answered {
  readonly status: number;
}

/** An agent to which something is done, and the COC that it talks to. */
export class Patient {
  readonly agent: Agent;
  readonly emulator: Emulator;
  readonly lab: Lab;
  /** The names of the alerts that were acknowledged. */
  readonly acknowledged: string[] = [];
  #process: RunningProcess | undefined;
  #next = 0;

  private constructor(lab: Lab, agent: Agent, emulator: Emulator) {
    this.lab = lab;
    this.agent = agent;
    this.emulator = emulator;
  }

  static async prepare(lab: Lab, options: { dataDir?: string; outbox?: object } = {}): Promise<Patient> {
    const emulator = await createEmulator({ incidentLagMs: 200 });
    onTestFinished(() => emulator.stop());
    const agent = await Agent.prepare(lab, {
      cocUrl: emulator.url,
      ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    });
    const outbox = { segmentBytes: '64KiB', minFreeDisk: '16KiB', ...options.outbox };
    Object.assign(agent.config, { log: { level: 'info' }, outbox });
    return new Patient(lab, agent, emulator);
  }

  get process(): RunningProcess {
    if (!this.#process) throw new Error('it was not started');
    return this.#process;
  }

  /** Starts the agent, by way of another command where one is given, and waits for nothing. */
  async launch(...by: readonly string[]): Promise<RunningProcess> {
    this.#process = await this.agent.launch(...by);
    return this.#process;
  }

  /** Starts it, and waits until it takes alerts. */
  async start(...by: readonly string[]): Promise<void> {
    await this.launch(...by);
    await this.untilReady();
  }

  async untilReady(): Promise<void> {
    await waitFor(
      'the agent to be ready',
      () => this.agent.readiness(),
      (status) => status === 200,
    );
  }

  /** Sends one new alert, of about so many bytes. Status 0: no answer at all. */
  async send(bytes = 200): Promise<Answered> {
    const name = `Alert${this.#next++}`;
    const body = alertmanagerBody({ name, labels: { padding: 'x'.repeat(bytes) } });
    try {
      const { status } = await this.agent.receive(body);
      if (status === 200) this.acknowledged.push(name);
      return { status };
    } catch {
      return { status: 0 };
    }
  }

  /** Sends alerts until one is answered so; answers how many that took. */
  async sendUntil(status: number, { bytes = 200, most = 2_000 } = {}): Promise<number> {
    for (let sent = 1; sent <= most; sent++) if ((await this.send(bytes)).status === status) return sent;
    throw new Error(`none of ${most} requests was answered ${status}`);
  }

  /** Waits until COC has everything that was acknowledged. */
  async untilAllDelivered(): Promise<void> {
    await waitFor(
      'all that was acknowledged in COC',
      async () => this.missing(),
      (missing) => missing.length === 0,
    );
  }

  missing(): readonly string[] {
    const came = new Set(this.emulator.alarms().map(({ body }) => String(body?.alarmName)));
    return this.acknowledged.filter((name) => !came.has(name));
  }

  /** COC answers 503 to everything, so that all stays pending. */
  cocIsDown(): void {
    this.emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
  }

  cocIsBack(): void {
    this.emulator.setFaults({ rules: [] });
  }
}
