import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { freePort } from '../../support/free-port.ts';
import { benchConfig, type Settings } from './config.ts';
import type { Lab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../../src/main.js', import.meta.url));
const READY_WITHIN_MS = 120_000;

/** A bench measures the agent, not the limits for its senders. */
const UNLIMITED = { requestsPerSecond: 100_000, totalPerSecond: 100_000 };

/** The agent as users run it: the built program in its own process. */
export class Agent {
  readonly webhookUrl: string;
  /** The time from the start of the process to its first 200 of `/-/ready`. */
  readonly readyMs: number;
  readonly #adminUrl: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, urls: { webhooks: string; admin: string }, readyMs: number) {
    this.#process = process;
    this.webhookUrl = `${urls.webhooks}/webhooks/alertmanager`;
    this.#adminUrl = urls.admin;
    this.readyMs = readyMs;
  }

  /**
   * Starts an agent on a data directory, and waits until it is ready. It is stopped at the end of the row.
   */
  static async start(lab: Lab, settings: Settings): Promise<Agent> {
    const [webhooks, admin] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const file = join(await lab.directory(), 'config.yaml');
    const listen = { webhooks, admin, limits: UNLIMITED };
    await writeFile(file, JSON.stringify({ ...benchConfig(settings), listen }));
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...profiling(), MAIN, 'serve', '--config', file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const urls = { webhooks: `http://${webhooks}`, admin: `http://${admin}` };
    const stop = new Agent(child, urls, 0);
    lab.later(() => stop.stop());
    await ready(child, urls.admin);
    return new Agent(child, urls, performance.now() - startedAt);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Reloads the configuration, which ends every pause of a destination. */
  async reload(): Promise<void> {
    const { statusCode, body } = await request(`${this.#adminUrl}/-/reload`, { method: 'POST' });
    await body.dump();
    if (statusCode !== 200) throw new Error(`the reload was answered ${statusCode}`);
  }

  /** Measures the response time of its health check, ms. It grows when the event loop is busy. */
  async answersInMs(): Promise<number> {
    const startedAt = performance.now();
    const { body } = await request(`${this.#adminUrl}/-/healthy`);
    await body.dump();
    return performance.now() - startedAt;
  }

  /** Reads a metric, whatever its labels. */
  async metric(name: string): Promise<number> {
    const { body } = await request(`${this.#adminUrl}/metrics`);
    const scraped = await body.text();
    const line = scraped.split('\n').find((one) => one.startsWith(name));
    return Number(line?.slice(line.lastIndexOf(' ')));
  }

  /** Stops the agent as a service manager does. Idempotent. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
  }
}

/** The arguments of node for a CPU profile, which each agent writes to the directory in `BENCH_PROFILE`. */
function profiling(): readonly string[] {
  const directory = process.env.BENCH_PROFILE;
  return directory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${directory}`];
}

async function ready(child: ChildProcess, adminUrl: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the agent ended with ${child.exitCode}`);
    const status = await request(`${adminUrl}/-/ready`)
      .then(({ statusCode, body }) => body.dump().then(() => statusCode))
      .catch(() => undefined);
    if (status === 200) return;
    await sleep(5);
  }
  throw new Error('the agent did not become ready');
}
