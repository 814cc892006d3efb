import { freePort } from '../../support/free-port.ts';
import { type AgentAuth, type AgentConfig, agentConfig, WEBHOOK_TOKEN } from './agent-config.ts';
import type { Lab } from './lab.ts';
import { ScrapedMetrics } from './metrics.ts';
import { programArguments } from './program.ts';
import { mustRun } from './run-command.ts';
import type { Exit, RunningProcess } from './running-process.ts';
import { waitFor } from './wait-for.ts';

/** What a new agent is made of. */
export interface AgentOptions {
  readonly cocUrl: string;
  readonly name?: string;
  readonly dataDir?: string;
  readonly auth?: AgentAuth;
}

/** The agent in a process of its own, which can be ended and started again on the same data. */
export class Agent {
  readonly config: AgentConfig;
  readonly #lab: Lab;
  readonly #name: string;
  #process: RunningProcess | undefined;

  private constructor(lab: Lab, name: string, config: AgentConfig) {
    this.#lab = lab;
    this.#name = name;
    this.config = config;
  }

  /** Prepares an agent without starting it. */
  static async prepare(lab: Lab, options: AgentOptions): Promise<Agent> {
    const { name = 'agent', cocUrl, auth = 'aksk' } = options;
    const webhooks = `127.0.0.1:${await freePort()}`;
    const admin = `127.0.0.1:${await freePort()}`;
    const dataDir = options.dataDir ?? (await lab.makeDirectory(`${name}-data`));
    return new Agent(lab, name, agentConfig({ webhooks, admin, dataDir, cocUrl }, auth));
  }

  /** Starts an agent, and waits until it takes alerts. */
  static async start(lab: Lab, options: AgentOptions): Promise<Agent> {
    const agent = await Agent.prepare(lab, options);
    await agent.start();
    return agent;
  }

  get webhookUrl(): string {
    return `http://${this.config.listen.webhooks}/webhooks/alertmanager`;
  }

  /** Starts it, by way of another command where one is given, and waits until it takes alerts. */
  async start(...by: readonly string[]): Promise<void> {
    await this.launch(...by);
    await waitFor(
      'the agent to be ready',
      () => this.readiness(),
      (status) => status === 200,
    );
  }

  /** Starts the process and waits for nothing. */
  async launch(...by: readonly string[]): Promise<RunningProcess> {
    const file = await this.writeConfig(this.config);
    const program = [process.execPath, ...programArguments('serve', '--config', file)];
    const [command = '', ...args] = [...by, ...program];
    this.#process = this.#lab.run(this.#name, command, args);
    return this.#process;
  }

  /** Replaces the configuration file. */
  writeConfig(config: unknown): Promise<string> {
    return this.#lab.writeFile(`${this.#name}.yaml`, config);
  }

  /** What the doctor says of its configuration. @throws when it finds anything bad. */
  async doctor(): Promise<string> {
    const file = await this.writeConfig(this.config);
    return mustRun(process.execPath, programArguments('doctor', '--config', file));
  }

  /** What its latest process has printed. */
  output(): string {
    return this.#running().output();
  }

  signal(signal: NodeJS.Signals): void {
    this.#running().signal(signal);
  }

  /** Resolves when the process has ended. */
  exit(): Promise<Exit> {
    return this.#running().exit;
  }

  /** Ends it as `kill -9` does. */
  kill(): Promise<Exit> {
    return this.#running().kill();
  }

  /** The status of its readiness probe. */
  async readiness(): Promise<number> {
    const response = await fetch(`http://${this.config.listen.admin}/-/ready`);
    await response.arrayBuffer();
    return response.status;
  }

  async metrics(): Promise<ScrapedMetrics> {
    const response = await fetch(`http://${this.config.listen.admin}/metrics`);
    return new ScrapedMetrics(await response.text());
  }

  /** Waits until a metric has a value, or one that a test of it takes. */
  async waitForMetric(
    name: string,
    labels: Readonly<Record<string, string>>,
    expected: number | ((value: number) => boolean),
  ): Promise<void> {
    const isIt = typeof expected === 'number' ? (value: number) => value === expected : expected;
    await waitFor(
      `the metric ${name} ${JSON.stringify(labels)}`,
      async () => (await this.metrics()).value(name, labels) ?? null,
      (value) => value !== null && isIt(value),
    );
  }

  /** Sends a webhook body as Alertmanager would. */
  async receive(body: unknown): Promise<{ readonly status: number; readonly answer: unknown }> {
    const response = await fetch(this.webhookUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${WEBHOOK_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  }

  #running(): RunningProcess {
    if (!this.#process) throw new Error(`${this.#name} was never started`);
    return this.#process;
  }
}
