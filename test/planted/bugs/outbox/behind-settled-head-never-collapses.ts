import { DueLanes as Original } from '../../../../src/outbox/lanes/due-lanes.ts';
import type { EntryStatus } from '../../../../src/outbox/lanes/lane-reader.ts';
import type { PendingIndex } from '../../../../src/outbox/lanes/pending-index.ts';

export class DueLanes extends Original {
  readonly #pending: PendingIndex;
  readonly #led = new Set<number>();

  constructor(pending: PendingIndex, isApart: (destination: number) => boolean) {
    super(pending, isApart);
    this.#pending = pending;
  }

  override remove(slot: number, now: number): void {
    const lane = this.#pending.lane(slot);
    super.remove(slot, now);
    if (this.holds(lane)) this.#led.add(lane);
    else this.#led.delete(lane);
  }

  override status(laneHash: number, seq: number): EntryStatus {
    const status = super.status(laneHash, seq);
    return status === 'untried' && this.#led.has(laneHash) && seq === this.headOf(laneHash)
      ? 'tried'
      : status;
  }
}
