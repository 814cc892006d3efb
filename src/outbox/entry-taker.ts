import type { Clock } from '../time/clock.ts';
import type { CommitLoop } from './commit-loop.ts';
import { cancelNeedless, reasonToCancel } from './decide/cancel-needless.ts';
import { otherSpeaker, withTextsOfNow } from './decide/incidents/covered-alarms.ts';
import { withFallbackAssignee } from './decide/incidents/fallback-assignee.ts';
import { holdOpening } from './decide/incidents/hold-opening.ts';
import { cancelRemark, withRemarkOfNow } from './decide/incidents/incident-remark.ts';
import type { EntryRenderer } from './entry-renderer.ts';
import { type DueEntry, isLook, type ReportAlarm } from './events/entry.ts';
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
        if (!due || (await this.#isHeld(due, slot))) return undefined;
        return await this.#unlessNeedless(due, entry.refused);
      }
      // Its record is damaged, so that nothing can be sent. The journal keeps the bytes as evidence.
      await commits.submit(() => [{ type: 'entry.lost', entry: entry.seq, lane: entry.lane }]);
      return undefined;
    } catch (error) {
      state.lanes.release(slot, clock.now());
      throw error;
    }
  }

  /** Gives an incident back whose problem may be over, until that is known. */
  async #isHeld(due: DueEntry, slot: number): Promise<boolean> {
    const { state, commits, clock } = this.#parts;
    const policy = this.#parts.policy();
    if (holdOpening(state.ledger, due, { now: clock.now(), policy }).length === 0) return false;
    await commits.submit((view, { now }) => holdOpening(view, due, { now, policy }));
    // Where an alarm is back by now, it is taken again at once.
    state.lanes.release(slot, clock.now());
    return true;
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
    if (!uncertain && reasonToCancel(state.ledger, due, policy)) {
      const cancelled = await commits.submit((view) => cancelNeedless(view, due, policy));
      if (cancelled.length > 0) return undefined;
    }
    return this.#written(due, policy);
  }

  /** Writes the texts of an incident. Where the alarm with its texts is over, the last report of another one is read. */
  async #written(due: DueEntry, policy: OutboxPolicy): Promise<DueEntry> {
    const { state, bodies } = this.#parts;
    const series = otherSpeaker(state.ledger, due);
    const report = series?.lastAlarm && (await bodies.of(series.lastAlarm));
    const request = report?.kind === 'report-alarm' ? requestBy(report, due, policy) : undefined;
    const speaker = series && request && { episode: series.episode, request };
    return withTextsOfNow(state.ledger, due, { write: policy.writeIncident, speaker });
  }
}

/** What an alarm asks for by the policy of an incident; undefined where its route drops it by now. */
function requestBy({ alert, alarm }: ReportAlarm, { body }: DueEntry, { renderer }: OutboxPolicy) {
  if (body.kind !== 'open-incident' || renderer?.route(alert, alarm.time).kind !== 'alarm') return undefined;
  return renderer.requestOf({ ...body, alert });
}
