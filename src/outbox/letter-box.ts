import type { Json } from '../alerts/alert.ts';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import type { AlertUnreadable } from './event.ts';

/** An alert of a body that could not be read, beside others that could. */
export interface UnreadableAlert {
  readonly index: number;
  readonly reason: string;
  readonly raw: Json;
}

/** Writes the dead letters of the outbox: what could not be read, and what COC refused. */
export class LetterBox {
  readonly #deadLetters: DeadLetters;
  readonly #clock: Clock;
  #counter = 0;

  constructor(deadLetters: DeadLetters, clock: Clock) {
    this.#deadLetters = deadLetters;
    this.#clock = clock;
  }

  /** Keeps a body that could not be read at all; false when there is no room for it. */
  keepBody(source: string, body: Buffer, detail: string): Promise<boolean> {
    const letter = this.#letter({ source, kind: 'unreadable-body', reason: 'unreadable', detail });
    return this.#deadLetters.keep({ ...letter, bodyBase64: body.toString('base64') });
  }

  /** Keeps alerts that could not be read, and answers what is to be recorded of each. */
  async keepAlerts(source: string, alerts: readonly UnreadableAlert[]): Promise<readonly AlertUnreadable[]> {
    const events: AlertUnreadable[] = [];
    for (const { index, reason, raw } of alerts) {
      const letter = this.#letter({ source, kind: 'unreadable-alert', reason: 'unreadable', detail: reason });
      const kept = await this.#deadLetters.keep({ ...letter, raw });
      events.push({ type: 'alert.unreadable', source, index, reason, deadLetter: kept ? letter.id : '' });
    }
    return events;
  }

  /** Keeps all of these, or none: what stays in the outbox must not be redriven too. False when there is no room. */
  async keepAll(letters: readonly DeadLetter[]): Promise<boolean> {
    const kept: string[] = [];
    for (const letter of letters) {
      if (await this.#deadLetters.keep(letter)) kept.push(letter.id);
      else {
        await this.discard(kept);
        return false;
      }
    }
    return true;
  }

  /** Takes letters back. One that can't be removed now stays: a letter too many is better than one too few. */
  async discard(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      try {
        await this.#deadLetters.discard(id);
      } catch (error) {
        process.emitWarning(`dead letter ${id} could not be taken back: ${messageOf(error)}`);
      }
    }
  }

  #letter(about: Pick<DeadLetter, 'source' | 'kind' | 'reason' | 'detail'>): DeadLetter {
    const at = this.#clock.now();
    return { id: `in-${at.toString(36)}-${(this.#counter++).toString(36)}`, at, ...about };
  }
}
