import { hash } from 'node:crypto';
import type { Json } from '../alerts/alert.ts';
import { messageOf } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { AlertUnreadable } from './events/event.ts';
import type { DeadLetter, DeadLetters } from './ports/dead-letters.ts';

/** Unreadable alert of a body that also holds readable ones. */
export interface UnreadableAlert {
  readonly index: number;
  readonly reason: string;
  /** A list of alerts when `count` is set. */
  readonly raw: Json;
  /** Number of alerts, when very many are kept together. */
  readonly count?: number;
}

/** Events that record unreadable alerts, and the ids of the dead letters that are new. */
export interface KeptAlerts {
  readonly events: readonly AlertUnreadable[];
  readonly added: readonly string[];
}

/** Writes the dead letters of the outbox: input that could not be read, and entries that COC refused. */
export class DeadLetterWriter {
  readonly #deadLetters: DeadLetters;
  readonly #clock: Clock;
  /** Writes in progress, by the id of the dead letter. */
  readonly #keeping = new Map<string, Promise<unknown>>();

  constructor(deadLetters: DeadLetters, clock: Clock) {
    this.#deadLetters = deadLetters;
    this.#clock = clock;
  }

  /** Keeps a body that could not be read at all. Returns false when there is no room for it. */
  async keepBody(source: string, body: Buffer, detail: string): Promise<boolean> {
    const bodyBase64 = body.toString('base64');
    const about = { source, kind: 'unreadable-body', reason: 'unreadable', detail, bodyBase64 } as const;
    return (await this.#keep(this.#deadLetterOf(about, bodyBase64))) !== 'no-room';
  }

  /** Keeps alerts that could not be read. Without room an alert is only recorded. */
  async keepAlerts(source: string, alerts: readonly UnreadableAlert[]): Promise<KeptAlerts> {
    const events: AlertUnreadable[] = [];
    const added: string[] = [];
    for (const { index, reason, raw, count } of alerts) {
      const about = { source, kind: 'unreadable-alert', reason: 'unreadable', detail: reason, raw } as const;
      const deadLetter = this.#deadLetterOf(about, JSON.stringify(raw));
      const kept = await this.#keep(deadLetter);
      if (kept === 'added') added.push(deadLetter.id);
      const more = { ...(kept !== 'no-room' && { deadLetter: deadLetter.id }), ...(count && { count }) };
      events.push({ type: 'alert.unreadable', source, index, reason, ...more });
    }
    return { events, added };
  }

  /**
   * Keeps all of these dead letters or none. An entry that stays in the outbox must not have one, or it could
   * be redriven too.
   *
   * @returns false when there is no room
   */
  async keepAll(deadLetters: readonly DeadLetter[]): Promise<boolean> {
    const kept: string[] = [];
    for (const deadLetter of deadLetters) {
      if (await this.#deadLetters.keep(deadLetter)) kept.push(deadLetter.id);
      else {
        await this.discard(kept);
        return false;
      }
    }
    return true;
  }

  /** Removes dead letters again. One that can't be removed now stays, because one too many does no harm. */
  async discard(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      try {
        await this.#deadLetters.discard(id);
      } catch (error) {
        process.emitWarning(`could not remove the dead letter ${id}, so it stays: ${messageOf(error)}`);
      }
    }
  }

  /**
   * Keeps one dead letter for the same content, with a count. A sender that gets an error repeats its request
   * for hours.
   */
  async #keep(deadLetter: DeadLetter): Promise<'added' | 'again' | 'no-room'> {
    const { id, at } = deadLetter;
    const turn = (this.#keeping.get(id) ?? Promise.resolve()).then(async () => {
      const before = await this.#deadLetters.get(id);
      const counted = before && { ...deadLetter, at: before.at, times: (before.times ?? 1) + 1, lastAt: at };
      if (!(await this.#deadLetters.keep(counted ?? deadLetter))) return before ? 'again' : 'no-room';
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

  #deadLetterOf(about: Omit<DeadLetter, 'id' | 'at'>, content: string): DeadLetter {
    const digest = hash('sha256', JSON.stringify([about.source, about.kind, content]));
    return { id: `in-${digest.slice(0, 16)}`, at: this.#clock.now(), ...about };
  }
}
