import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from '../../acceptance/harness/agent.ts';
import type { Account, Told } from './account.ts';
import { bodyOf } from './body-of.ts';

const RETRY_MS = 25;

interface Options {
  readonly agent: Agent;
  readonly account: Account;
  /** The series of this sender alone. The first one is critical, so that it opens incidents. */
  readonly series: readonly string[];
  readonly random: () => number;
}

/** The time that one request took, epoch ms: a measure of the machine. */
export interface Request {
  readonly began: number;
  readonly ended: number;
}

/**
 * A monitoring system. It reports transitions of its series, and repeats each request until it is
 * acknowledged.
 */
export class Sender {
  readonly #options: Options;
  readonly #numbers = new Map<string, number>();
  #stopped = false;
  /** Unexpected answers: neither 200 nor 503. */
  readonly surprises: string[] = [];
  /** Every request, whatever became of it. */
  readonly requests: Request[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** Runs until it is stopped, and finishes the request that it has begun. */
  async run(): Promise<void> {
    const { series, random, account } = this.#options;
    while (!this.#stopped) {
      const some = series.filter(() => random() < 0.5);
      const told = some.map((name) => this.#next(name));
      if (told.length > 0 && (await this.#tell(told))) account.add(told);
      await sleep(random() * 20);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  #next(series: string): Told {
    const number = (this.#numbers.get(series) ?? 0) + 1;
    this.#numbers.set(series, number);
    return { series, number, status: number % 2 === 1 ? 'firing' : 'resolved' };
  }

  async #tell(told: readonly Told[]): Promise<boolean> {
    const body = bodyOf(told);
    for (;;) {
      const began = Date.now();
      try {
        const { status, answer } = await this.#options.agent.receive(body);
        if (status === 200) return true;
        if (status !== 503) this.surprises.push(`${status} ${JSON.stringify(answer)}`);
      } catch {
        // The agent is not running, or was killed during the request. The sender cannot know, and repeats it.
      } finally {
        this.requests.push({ began, ended: Date.now() });
      }
      await sleep(RETRY_MS);
    }
  }
}
