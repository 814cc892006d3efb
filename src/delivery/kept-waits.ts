import { z } from 'zod';
import type { Note } from '../outbox/ports/note.ts';
import type { Clock } from '../time/clock.ts';

const waitSchema = z.object({
  /** End of the wait, epoch ms. */
  until: z.number(),
  /** Its length, ms: no clock makes it longer. */
  waitMs: z.number().nonnegative(),
  detail: z.string(),
});
const documentSchema = z.object({ v: z.literal(1), waits: z.record(z.string(), waitSchema) });
type StoredWaits = z.infer<typeof documentSchema>['waits'];

/** The rest of a wait that COC asked for, ms, and the words of its answer. */
export interface KeptWait {
  readonly leftMs: number;
  readonly detail: string;
}

/** Remembers over restarts how long each destination asked to be left alone. */
export class KeptWaits {
  readonly #note: Note;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onFailure: (error: unknown) => void;
  #waits: StoredWaits = {};
  #writing: Promise<void> = Promise.resolve();

  /** @param onFailure receives the error when a wait could not be stored */
  constructor(note: Note, clock: Pick<Clock, 'now'>, onFailure: (error: unknown) => void) {
    this.#note = note;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** The waits that are not over, by destination. Call it once, before any other method. Never throws. */
  async recall(): Promise<ReadonlyMap<string, KeptWait>> {
    const stored = documentSchema.safeParse(await this.#note.read()).data?.waits ?? {};
    const left = Object.entries(stored).filter(([, wait]) => this.#leftMsOf(wait) > 0);
    this.#waits = Object.fromEntries(left);
    return new Map(left.map(([name, wait]) => [name, { leftMs: this.#leftMsOf(wait), detail: wait.detail }]));
  }

  /** Keeps the wait of a destination. It is durable when this resolves. Never throws. */
  keep(destination: string, { leftMs, detail }: KeptWait): Promise<void> {
    const wait = { until: this.#clock.now() + leftMs, waitMs: leftMs, detail };
    return this.#use({ ...this.#waits, [destination]: wait });
  }

  /** Forgets the wait of a destination, which has ended early. Never throws. */
  async forget(destination: string): Promise<void> {
    const { [destination]: forgotten, ...others } = this.#waits;
    if (forgotten) await this.#use(others);
  }

  #use(waits: StoredWaits): Promise<void> {
    this.#waits = waits;
    this.#writing = this.#writing
      .then(() => this.#note.write({ v: 1, waits: this.#waits }))
      .catch(this.#onFailure);
    return this.#writing;
  }

  /** A clock that was ahead must not make a wait longer. */
  #leftMsOf({ until, waitMs }: StoredWaits[string]): number {
    return Math.min(until - this.#clock.now(), waitMs);
  }
}
