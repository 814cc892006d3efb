import type { Agent } from '../../acceptance/harness/agent.ts';
import { Account } from './account.ts';
import { Sender } from './sender.ts';

const SENDERS = 4;
const SERIES_EACH = 5;

/** Some senders at once, each with series of its own, and the account that they keep together. */
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

  /** Goes on through anything that happens to the agent, until it is stopped. */
  start(): void {
    this.#running = Promise.all(this.senders.map((sender) => sender.run()));
  }

  /** Resolves when all that was begun was acknowledged. */
  async stop(): Promise<void> {
    for (const sender of this.senders) sender.stop();
    await this.#running;
  }
}
