import type { Agent } from '../../acceptance/harness/agent.ts';
import { Account } from './account.ts';
import { Sender } from './sender.ts';

const SENDERS = 4;
const SERIES_EACH = 5;

/** Several senders at the same time, each with its own series, and their common account. */
export class Load {
  readonly account = new Account();
  readonly senders: readonly Sender[];
  #running: Promise<unknown> = Promise.resolve();

  constructor(agent: Agent, random: () => number) {
    this.senders = Array.from({ length: SENDERS }, (_, s) => {
      const series = Array.from({ length: SERIES_EACH }, (__, n) => `Series${s}x${n}`);
      return new Sender({ agent, account: this.account, series, random });
    });
  }

  /** Starts the senders. They send until they are stopped, whatever happens to the agent. */
  start(): void {
    this.#running = Promise.all(this.senders.map((sender) => sender.run()));
  }

  /** Stops the senders. Resolves when every request that was begun is acknowledged. */
  async stop(): Promise<void> {
    for (const sender of this.senders) sender.stop();
    await this.#running;
  }
}
