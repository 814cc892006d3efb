import type { Clock } from '../time/clock.ts';
import { ClockSteps } from '../time/clock-steps.ts';
import type { CommitLoop } from './commit-loop.ts';
import { addStormTexts } from './decide/incidents/add-storm-texts.ts';
import { cancelNeedless, reasonToCancel } from './decide/incidents/cancel-needless.ts';
import { type DueEntry, isLook } from './events/entry.ts';
import type { EntryBodies } from './lanes/entry-bodies.ts';
import type { Looks } from './looks.ts';
import type { OutboxState } from './state.ts';

interface Parts {
  readonly state: OutboxState;
  readonly bodies: EntryBodies;
  readonly commits: CommitLoop;
  readonly looks: Looks;
  readonly clock: Clock;
  readonly isClosing: () => boolean;
}

/**
 * Takes due entries out of their lanes for delivery. Entries that are not needed any more, or are lost, leave
 * here.
 */
export class EntryTaker {
  readonly #parts: Parts;
  readonly #clockSteps: ClockSteps;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#clockSteps = new ClockSteps(parts.clock);
  }

  /**
   * Takes the next due entry of a destination; undefined when there is none.
   *
   * @throws when its body can't be read now. The entry stays and is due again.
   */
  async take(destination: string): Promise<DueEntry | undefined> {
    while (!this.#parts.isClosing()) {
      const slot = this.#takeSlot(destination);
      if (slot === undefined) return undefined;
      const due = await this.#prepare(slot);
      if (due) return due;
    }
    return undefined;
  }

  #takeSlot(destination: string): number | undefined {
    const { state, clock } = this.#parts;
    const number = state.destinations.indexOf(destination);
    if (number < 0) return undefined;
    const now = clock.now();
    const step = this.#clockSteps.look();
    if (step !== 0) state.lanes.shiftWaits(step, now);
    return state.lanes.take(number, now);
  }

  /** Completes the entry of a slot with its body; undefined when the entry has left instead. */
  async #prepare(slot: number): Promise<DueEntry | undefined> {
    const { state, bodies, commits, clock } = this.#parts;
    const entry = state.pending.get(slot);
    try {
      const body = await bodies.of(entry);
      if (body) return await this.#unlessNeedless({ ...entry, id: entry.seq, body });
      // Its record is damaged, so that nothing can be sent. The journal keeps the bytes as evidence.
      await commits.submit(() => [{ type: 'entry.lost', entry: entry.seq, lane: entry.lane }]);
      return undefined;
    } catch (error) {
      state.lanes.release(slot, clock.now());
      throw error;
    }
  }

  /**
   * Cancels an entry that is not needed any more. One that may have arrived is looked for first, and
   * cancelled when it did not.
   */
  async #unlessNeedless({ id, body, attempts, uncertain }: DueEntry): Promise<DueEntry | undefined> {
    const { state, commits, looks, clock } = this.#parts;
    if (isLook({ body, uncertain }))
      return { id, body, attempts, uncertain, lookSince: looks.begin(id, clock.monotonic()) };
    const due = addStormTexts(state.ledger, { id, body, attempts, uncertain });
    if (uncertain || !reasonToCancel(state.ledger, due)) return due;
    const cancelled = await commits.submit((view) => cancelNeedless(view, due));
    return cancelled.length > 0 ? undefined : due;
  }
}
