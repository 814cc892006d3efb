import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { webhookBody } from '../harness/alerts.ts';
import { serveTasks } from '../harness/child.ts';

/** The description of a load. */
export interface Load {
  readonly url: string;
  /** The number of the first alert in the stream. */
  readonly from: number;
  readonly series: number;
  readonly perBody: number;
  readonly senders: number;
  /** The load ends after this time, or earlier after the given number of bodies. */
  readonly durationMs: number;
  readonly bodies?: number;
  /**
   * Bodies a second, sent without waiting for earlier answers. Without a rate, each sender waits for its
   * answer.
   */
  readonly rate?: number;
}

/** The result of a load. */
export interface Sent {
  readonly bodies: number;
  readonly alerts: number;
  /** The number of answers other than 200. */
  readonly refused: number;
  readonly ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends bodies one by one, and notes their answers and latencies. */
class Sender {
  readonly #load: Load;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #latencies: number[] = [];
  #sent = 0;
  #refused = 0;

  constructor(load: Load) {
    this.#load = load;
    const { origin, pathname } = new URL(load.url);
    this.#path = pathname;
    this.#pool = new Pool(origin, { connections: load.senders });
  }

  get sent(): number {
    return this.#sent;
  }

  async send(dueAt: number): Promise<void> {
    const { from, perBody: count, series } = this.#load;
    const body = webhookBody({ from: from + this.#sent++ * count, count, series });
    const answer = await this.#pool.request({ method: 'POST', path: this.#path, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) this.#refused += 1;
    this.#latencies.push(performance.now() - dueAt);
  }

  async end(ms: number): Promise<Sent> {
    await this.#pool.close();
    const sorted = this.#latencies.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    const counts = { bodies: this.#sent, alerts: this.#sent * this.#load.perBody, refused: this.#refused };
    return { ...counts, ms, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}

/** Sends bodies from several senders, each of which waits for its answer before it sends again. */
async function closedLoop(sender: Sender, load: Load, startedAt: number): Promise<void> {
  const { senders, durationMs, bodies = Number.POSITIVE_INFINITY } = load;
  const one = async () => {
    while (sender.sent < bodies && performance.now() - startedAt < durationMs)
      await sender.send(performance.now());
  };
  await Promise.all(Array.from({ length: senders }, one));
}

/**
 * Sends bodies at a fixed rate. Latency counts from the time when a body was due, so a late body counts as
 * late.
 */
async function fixedRate(sender: Sender, { rate = 1, durationMs }: Load, startedAt: number): Promise<void> {
  const sending: Promise<void>[] = [];
  while (performance.now() - startedAt < durationMs) {
    const due = Math.floor(((performance.now() - startedAt) * rate) / 1_000);
    while (sender.sent < due) sending.push(sender.send(startedAt + (sender.sent * 1_000) / rate));
    await sleep(1);
  }
  await Promise.all(sending);
}

const tasks = {
  async run(load: Load): Promise<Sent> {
    const sender = new Sender(load);
    const startedAt = performance.now();
    await (load.rate === undefined ? closedLoop : fixedRate)(sender, load, startedAt);
    return sender.end(performance.now() - startedAt);
  },
};

/** The tasks of a process that sends webhooks. */
export type LoadGenerator = typeof tasks;

serveTasks(tasks);
