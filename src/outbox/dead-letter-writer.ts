import { hash } from 'node:crypto';
import type { Json } from '../alerts/alert.ts';
import { messageOf } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { AlertUnreadable } from './events/event.ts';
import type { DeadLetter, DeadLetters } from './ports/dead-letters.ts';

/** An alert of a body that could not be read, beside others that could. */
export interface UnreadableAlert {
  readonly index: number;
  readonly reason: string;
  readonly raw: Json;
}

/** What is to be recorded of unreadable alerts, and the ids of the letters that were not there before. */
export interface KeptAlerts {
  readonly events: readonly AlertUnreadable[];
  readonly added: readonly string[];
}

/** Writes the dead letters of the outbox: what could not be read, and what COC refused. */
export class DeadLetterWriter {
  readonly #deadLetters: DeadLetters;
  readonly #clock: Clock;
  /** What is being kept, by id. */
  readonly #keeping = new Map<string, Promise<unknown>>();

  constructor(deadLetters: DeadLetters, clock: Clock) {
    this.#deadLetters = deadLetters;
    this.#clock = clock;
  }

  /** Keeps a body that could not be read at all; false when there is no room for it. */
  async keepBody(source: string, body: Buffer, detail: string): Promise<boolean> {
    const bodyBase64 = body.toString('base64');
    const about = { source, kind: 'unreadable-body', reason: 'unreadable', detail, bodyBase64 } as const;
    return (await this.#keep(this.#letter(about, bodyBase64))) !== 'no-room';
  }

  /** Keeps alerts that could not be read. */
  async keepAlerts(source: string, alerts: readonly UnreadableAlert[]): Promise<KeptAlerts> {
    const events: AlertUnreadable[] = [];
    const added: string[] = [];
    for (const { index, reason, raw } of alerts) {
      const about = { source, kind: 'unreadable-alert', reason: 'unreadable', detail: reason, raw } as const;
      const letter = this.#letter(about, JSON.stringify(raw));
      const kept = await this.#keep(letter);
      if (kept === 'added') added.push(letter.id);
      const deadLetter = kept === 'no-room' ? '' : letter.id;
      events.push({ type: 'alert.unreadable', source, index, reason, deadLetter });
    }
    return { events, added };
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

  /** A sender that gets an error sends the same again, for hours: one letter counts all of it. */
  async #keep(letter: DeadLetter): Promise<'added' | 'again' | 'no-room'> {
    const { id, at } = letter;
    const turn = (this.#keeping.get(id) ?? Promise.resolve()).then(async () => {
      const before = await this.#deadLetters.get(id);
      const counted = before && { ...letter, at: before.at, times: (before.times ?? 1) + 1, lastAt: at };
      if (!(await this.#deadLetters.keep(counted ?? letter))) return before ? 'again' : 'no-room';
      return before ? 'again' : 'added';
    });
    const quiet = turn.catch(() => undefined);
    this.#keeping.set(id, quiet);
    try {
      return await turn;
    } finally {
      if (this.#keeping.get(id) === quiet) this.#keeping.delete(id);
    }
  }

  #letter(about: Omit<DeadLetter, 'id' | 'at'>, content: string): DeadLetter {
    const digest = hash('sha256', JSON.stringify([about.source, about.kind, content]));
    return { id: `in-${digest.slice(0, 16)}`, at: this.#clock.now(), ...about };
  }
}
