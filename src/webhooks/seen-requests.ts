import type { Clock } from '../time/clock.ts';
import type { WebhookAnswer } from './webhook-answer.ts';

/** Time for which a signed timestamp can be valid: five minutes before the clock of the agent, and five after it. */
const REMEMBERED_MS = 600_000;
/** Requests that are remembered. Beyond them the oldest are forgotten: about 4 MiB at most. */
const MAX_REQUESTS = 20_000;

/** Answer that tells, in a 200, how many alerts were taken. */
export type CountedAnswer = WebhookAnswer & { readonly alerts?: number };

interface Seen {
  readonly at: number;
  /** Number of its alerts. */
  readonly alerts: number;
}

/**
 * Remembers the signed requests that were stored, so that a replay of one decides nothing. A sender signs each message
 * with the time, so that even the same alert, sent anew, is another request. It is kept in memory only: after a restart
 * a replay is judged like any other message.
 */
export class SeenRequests {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /**
   * Receives a request, or answers 200 to one that was stored before: all its alerts are repeated. Does not wait itself:
   * the body can be collected while its alerts are stored.
   *
   * @param name of the request, which no other has; undefined for one that others may equal
   */
  once(name: string | undefined, receive: () => Promise<CountedAnswer>): Promise<WebhookAnswer> {
    if (name === undefined) return receive();
    const before = this.#seen.get(name);
    if (before && this.#clock.monotonic() - before.at < REMEMBERED_MS)
      return Promise.resolve(replayAnswer(before));
    return receive().then((answer) => {
      if (answer.status === 200) this.#note(name, answer.alerts ?? 0);
      return answer;
    });
  }

  #note(name: string, alerts: number): void {
    const at = this.#clock.monotonic();
    // At the end of the map, as the latest one.
    this.#seen.delete(name);
    this.#seen.set(name, { at, alerts });
    for (const [oldest, seen] of this.#seen) {
      if (this.#seen.size <= MAX_REQUESTS && at - seen.at < REMEMBERED_MS) break;
      this.#seen.delete(oldest);
    }
  }
}

function replayAnswer({ alerts }: Seen): WebhookAnswer {
  const body = JSON.stringify({ accepted: 0, repeated: alerts, rejected: [] });
  return { status: 200, body, note: 'this signed request was stored before' };
}
