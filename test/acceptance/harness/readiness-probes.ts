import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from './agent.ts';

/** Asks for the readiness all the time, as a kubelet does. */
export class ReadinessProbes {
  readonly #statuses = new Set<number>();
  readonly #ended: Promise<void>;
  #ending = false;

  constructor(agent: Agent) {
    this.#ended = this.#run(agent);
  }

  /** Ends, and answers every status that was seen. */
  async end(): Promise<readonly number[]> {
    this.#ending = true;
    await this.#ended;
    return [...this.#statuses];
  }

  async #run(agent: Agent): Promise<void> {
    while (!this.#ending) {
      this.#statuses.add(await agent.readiness().catch(() => 0));
      await sleep(100);
    }
  }
}
