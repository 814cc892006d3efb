import type { CallOutcome } from '../outbox/events/outcome.ts';
import type { Clock } from '../time/clock.ts';
import { ClockSteps } from '../time/clock-steps.ts';
import { REFUSED_PAUSE_MS } from './classify.ts';
import { CredentialPause } from './credential-pause.ts';
import type { Deadline } from './deadline.ts';
import type { RefusalMemory } from './kept-refusals.ts';

/** Result of a call, as far as it tells something about the credentials. */
export interface GuardedResult {
  readonly outcome: CallOutcome;
  /** Status of the answer; absent without an answer. */
  readonly status?: number;
}

const UNDECIDED_STATUS = 429;

/**
 * Prevents the gateway from locking the access key, which it does for all users of the key after five bad
 * signatures.
 *
 * States, for each version of the credentials:
 * - unproven: one call at a time. The others wait for it, and share its failure.
 * - proven: all calls run.
 * - refused: no call for 5 minutes, then unproven again. A restart does not change that, an operator may end it.
 *
 * A passing fault leaves unproven credentials unproven. A step of our wall clock makes proven ones unproven:
 * signatures may be refused until COC's clock is known.
 */
export class CredentialGuard {
  readonly #steps: ClockSteps;
  #version: string | undefined;
  // Stryker disable next-line BooleanLiteral: the first call brings a version, and so makes it false.
  #proven = false;
  #trial: Promise<GuardedResult> | undefined;
  readonly #pause: CredentialPause;

  /** @param memory what is known of refusals before this process */
  constructor(clock: Clock, memory?: RefusalMemory) {
    this.#pause = new CredentialPause(clock, memory);
    this.#steps = new ClockSteps(clock);
  }

  /** Makes a call if these credentials may be used now. Otherwise the result tells why not. */
  async pass<R extends GuardedResult>(
    version: string,
    deadline: Deadline,
    call: () => Promise<R>,
  ): Promise<R | GuardedResult> {
    const recalling = this.#lookAt(version);
    if (recalling) await recalling;
    if (this.#steps.look() !== 0) this.#proven = false;
    const refusal = this.#pause.outcome();
    if (refusal) return { outcome: refusal };
    if (this.#proven) return this.#run(version, call);
    if (!this.#trial) {
      const trial = this.#run(version, call);
      this.#trial = trial;
      return trial.finally(() => {
        if (this.#trial === trial) this.#trial = undefined;
      });
    }
    const tried = await Promise.race([this.#trial, ended(deadline)]);
    if (this.#proven && version === this.#version) return this.#run(version, call);
    return { outcome: notMade(tried.outcome) };
  }

  /** Lets the next call try refused credentials again, as far as that locks no key. */
  hurry(): void {
    this.#pause.hurry();
  }

  #lookAt(version: string): Promise<void> | undefined {
    if (version !== this.#version) {
      this.#version = version;
      this.#proven = false;
      this.#trial = undefined;
    }
    return this.#pause.turnTo(version);
  }

  async #run<R extends GuardedResult>(version: string, call: () => Promise<R>): Promise<R> {
    const result = await call();
    if (version === this.#version) await this.#learn(result);
    return result;
  }

  async #learn({ outcome, status }: GuardedResult): Promise<void> {
    // Without an answer there was no bad signature either.
    if (status === undefined) return;
    if (outcome.kind === 'retry' && isRefusal(outcome)) {
      this.#proven = false;
      await this.#pause.begin(outcome, Math.max(outcome.afterMs ?? 0, REFUSED_PAUSE_MS));
    } else if (status < 500 && status !== UNDECIDED_STATUS) {
      const isNews = !this.#proven;
      this.#proven = true;
      if (isNews) await this.#pause.end();
    }
  }
}

function isRefusal({ reason }: Extract<CallOutcome, { kind: 'retry' }>): boolean {
  return reason === 'credentials' || reason === 'key-locked' || reason === 'clock-skew';
}

function notMade(outcome: CallOutcome): CallOutcome {
  if (outcome.kind === 'retry') return outcome;
  const reason = outcome.kind === 'delivered' ? 'credentials' : outcome.reason;
  return {
    kind: 'retry',
    reason,
    scope: 'destination',
    detail: 'not sent: the first call with these credentials failed',
  };
}

function ended({ signal, cause }: Deadline): Promise<GuardedResult> {
  return new Promise((resolve) => {
    const end = () =>
      resolve({
        outcome: {
          kind: 'retry',
          reason: cause() ?? 'interrupted',
          scope: 'destination',
          detail: 'not sent: the first call with these credentials took too long',
        },
      });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
