import { onTestFinished } from 'vitest';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import { Agent } from '../../acceptance/harness/agent.ts';
import type { Lab } from '../../acceptance/harness/lab.ts';
import type { RunningProcess } from '../../acceptance/harness/running-process.ts';
import { waitFor } from '../../acceptance/harness/wait-for.ts';
import { alertmanagerBody } from '../../support/alertmanager-body.ts';

/** The answer to a request. */
export interface Answered {
  readonly status: number;
}

/** An agent under a fault of the system, and its COC. */
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
    if (!this.#process) throw new Error('the agent was not started; call start or launch first');
    return this.#process;
  }

  /** Starts the agent, through the command `by` if there is one, and does not wait for it. */
  async launch(...by: readonly string[]): Promise<RunningProcess> {
    this.#process = await this.agent.launch(...by);
    return this.#process;
  }

  /** Starts the agent, and waits until it accepts alerts. */
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

  /** Sends one new alert of about `bytes` bytes. The status 0 means that no answer came. */
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

  /** Sends alerts until one gets this status. Returns the number of alerts sent. */
  async sendUntil(status: number, { bytes = 200, most = 2_000 } = {}): Promise<number> {
    for (let sent = 1; sent <= most; sent++) if ((await this.send(bytes)).status === status) return sent;
    throw new Error(`none of ${most} requests was answered ${status}`);
  }

  /** Waits until COC has every acknowledged alert. */
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

  /** Makes COC answer 503 to every call, so that all entries stay pending. */
  cocIsDown(): void {
    this.emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
  }

  cocIsBack(): void {
    this.emulator.setFaults({ rules: [] });
  }
}
