import type { Clock } from '../time/clock.ts';
import type { CommitLoop } from './commit-loop.ts';
import { cancelNeedless, reasonToCancel } from './decide/cancel-needless.ts';
import { withTextsOfNow } from './decide/incidents/covered-alarms.ts';
import { withFallbackAssignee } from './decide/incidents/fallback-assignee.ts';
import { cancelRemark, withRemarkOfNow } from './decide/incidents/incident-remark.ts';
import type { EntryRenderer } from './entry-renderer.ts';
import { type DueEntry, isLook } from './events/entry.ts';
import type { EntryBodies } from './lanes/entry-bodies.ts';
import type { Looks } from './looks.ts';
import type { OutboxPolicy } from './policy.ts';
import type { OutboxState } from './state.ts';

interface Parts {
  readonly state: OutboxState;
  readonly bodies: EntryBodies;
  readonly commits: CommitLoop;
  readonly looks: Looks;
  readonly renderer: EntryRenderer;
  readonly clock: Clock;
  readonly policy: () => OutboxPolicy;
  readonly isClosing: () => boolean;
}

/**
 * Takes due entries out of their lanes for delivery. Entries that are not needed any more, or are lost, leave
 * here, and so do those that the configuration of now renders otherwise: another one takes their place.
 */
export class EntryTaker {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
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
    const { state, commits, clock } = this.#parts;
    const number = state.destinations.indexOf(destination);
    if (number < 0) return undefined;
    commits.followClock();
    return state.lanes.take(number, clock.now());
  }

  /** Completes the entry of a slot with its body; undefined when the entry has left instead. */
  async #prepare(slot: number): Promise<DueEntry | undefined> {
    const { state, bodies, commits, renderer, clock } = this.#parts;
    const entry = state.pending.get(slot);
    try {
      const body = await bodies.of(entry);
      if (body) {
        const due = await renderer.render({ ...entry, id: entry.seq, body }, entry);
        return due && (await this.#unlessNeedless(due, entry.refused));
      }
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
  async #unlessNeedless(
    { id, body: waiting, attempts, uncertain }: DueEntry,
    refused: boolean,
  ): Promise<DueEntry | undefined> {
    const { state, commits, looks, clock } = this.#parts;
    const policy = this.#parts.policy();
    const body = withFallbackAssignee(waiting, refused, policy);
    if (isLook({ body, uncertain }))
      return { id, body, attempts, uncertain, lookSince: looks.begin(id, clock.monotonic()) };
    const due = { id, body, attempts, uncertain };
    if (body.kind === 'remark-incident') {
      const written = withRemarkOfNow(state.ledger, due, body, { now: clock.now(), policy });
      if (!written) await commits.submit(() => cancelRemark(due));
      return written;
    }
    const write = policy.writeIncident;
    if (uncertain || !reasonToCancel(state.ledger, due, policy))
      return withTextsOfNow(state.ledger, due, write);
    const cancelled = await commits.submit((view) => cancelNeedless(view, due, policy));
    return cancelled.length > 0 ? undefined : withTextsOfNow(state.ledger, due, write);
  }
}
